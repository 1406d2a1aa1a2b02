using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Lines a prompt up in cache order (tools, system, messages): every block adds its tokens and extends the prefix hash. Markers are not
/// part of a block's identity, so moving a marker does not lose a cached prefix.
/// </summary>
internal sealed class PromptBuilder(EmulatedRequest request) : IDisposable
{
    private static readonly UInt128 s_root = Fingerprint.Of("clearbar-emulator-prompt"u8, UInt128.Zero);

    private readonly bool _second = request.Model.CountsLikeSecondTokenizer;
    private byte[]? _scratch;
    private UInt128 _prefix = s_root;
    private int _tokens;
    private bool _sawFiveMinutes;

    /// <summary>Adds a block made of text; a bare string and a list with one text block are the same prompt.</summary>
    public void AddText(JsonElement text)
    {
        var utf8 = TextOf(text);
        _prefix = Fingerprint.Of(utf8, Fingerprint.Of("text"u8, _prefix));
        Append(TokenEstimator.Count(utf8));
    }

    /// <summary>Adds any other block, whose tokens the dialect has counted under the first tokenizer.</summary>
    public void AddBlock(JsonElement block, int tokens)
    {
        HashBlock(block);
        Append(tokens);
    }

    /// <summary>Makes what follows depend on a setting (a role, a tool choice) and adds the fixed tokens it costs.</summary>
    public void Mix(ReadOnlySpan<byte> setting, int tokens = 0)
    {
        _prefix = Fingerprint.Of(setting, _prefix);
        _tokens += TokenEstimator.Scale(tokens, _second);
    }

    /// <summary>Sets a cache marker on the block added last; a marker before the first block has no home and is only counted.</summary>
    public void MarkLast(CacheTtl ttl)
    {
        request.MarkerCount++;
        if (ttl == CacheTtl.OneHour)
        {
            request.HasOneHourMarker = true;
            request.MarkersOutOfOrder |= _sawFiveMinutes;
        }
        else
        {
            _sawFiveMinutes = true;
        }

        if (request.Blocks.Count > 0)
        {
            request.Blocks[^1] = request.Blocks[^1] with { Marker = ttl };
        }
    }

    /// <summary>Tokens of a string value under the first tokenizer.</summary>
    public int CountText(JsonElement text) => text.ValueKind == JsonValueKind.String ? TokenEstimator.Count(TextOf(text)) : 0;

    /// <summary>Tokens of any JSON as the model would read it, under the first tokenizer.</summary>
    public static int CountJson(JsonElement value) => TokenEstimator.Count(JsonMarshal.GetRawUtf8Value(value));

    /// <summary>The unescaped UTF-8 of a JSON string. The span is valid until the next call.</summary>
    public ReadOnlySpan<byte> TextOf(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        var inner = raw[1..^1];
        if (!inner.Contains((byte)'\\'))
        {
            return inner;
        }

        if (_scratch is null || _scratch.Length < raw.Length)
        {
            Return();
            _scratch = ArrayPool<byte>.Shared.Rent(raw.Length);
        }

        var reader = new Utf8JsonReader(raw);
        reader.Read();
        try
        {
            return _scratch.AsSpan(0, reader.CopyString(_scratch));
        }
        catch (InvalidOperationException)
        {
            throw new RequestRejectedException("The request body is not valid JSON: a string holds half of a surrogate pair.");
        }
    }

    public void Dispose() => Return();

    private void Append(int tokens)
    {
        _tokens += TokenEstimator.Scale(tokens, _second);
        request.Blocks.Add(new PromptBlock(_prefix, _tokens, CacheTtl.None));
    }

    private void HashBlock(JsonElement block)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            _prefix = Fingerprint.Of(JsonMarshal.GetRawUtf8Value(block), _prefix);
            return;
        }

        foreach (var member in block.EnumerateObject())
        {
            if (member.NameEquals("cache_control"u8))
            {
                continue;
            }

            _prefix = Fingerprint.Of(JsonMarshal.GetRawUtf8PropertyName(member), _prefix);
            if (member.NameEquals("content"u8) && member.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var inner in member.Value.EnumerateArray())
                {
                    HashBlock(inner);
                }
            }
            else
            {
                _prefix = Fingerprint.Of(JsonMarshal.GetRawUtf8Value(member.Value), _prefix);
            }
        }
    }

    private void Return()
    {
        if (_scratch is { } scratch)
        {
            _scratch = null;
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
