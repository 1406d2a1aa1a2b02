using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Reads the outline of a Messages request in one pass (Anthropic API reference, <c>POST /v1/messages</c>).
/// <code>
/// request = { "model": string, "max_tokens": integer, "messages": [ 1*message ], ["system": string / blocks], ["tools": [...]],
///             ["stream": bool], ["thinking": {type}], ["output_config": {format: {schema}}], ["cache_control": {...}], *other }
/// </code>
/// Only what the journey needs is checked; everything else is the upstream's to judge, so that new members keep working.
/// </summary>
internal ref partial struct OutlineScanner
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly OutlineDraft _draft = new();
    private JsonCursor _cursor;
    private WireFault? _fault;
    private bool _sawMessages;

    private OutlineScanner(ReadOnlySpan<byte> body)
    {
        _body = body;
        _cursor = new JsonCursor(body);
    }

    /// <param name="dialect">The Messages body travels in two dialects: its own, and InvokeModel (then the path names the model).</param>
    /// <param name="counting">The request only counts tokens: <c>max_tokens</c> is no member of it.</param>
    public static bool TryScan(
        ReadOnlySpan<byte> body,
        Dialect dialect,
        string? pathModel,
        bool? pathStream,
        bool counting,
        [NotNullWhen(true)] out RequestOutline? outline,
        [NotNullWhen(false)] out WireFault? fault)
    {
        outline = null;
        var invalid = JsonText.FindInvalidUtf8(body);
        if (invalid >= 0)
        {
            fault = JsonFault.NotUtf8(invalid);
            return false;
        }

        var scanner = new OutlineScanner(body);
        try
        {
            fault = scanner.ScanBody() && scanner.HasRequired(pathModel, counting) ? null : scanner._fault!;
        }
        catch (JsonException exception)
        {
            fault = JsonFault.Malformed(body, exception);
        }

        if (fault is not null)
        {
            return false;
        }

        var draft = scanner._draft;
        outline = draft.ToOutline(dialect, pathModel ?? draft.Model!, pathStream ?? draft.Stream, body);
        return true;
    }

    private bool ScanBody()
    {
        _cursor.Read();
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return Fail("The body must be a JSON object with model, max_tokens and messages.", null);
        }

        while (_cursor.NextMember())
        {
            if (!_draft.HasRoomForMember)
            {
                return Fail($"The body has more than {OutlineDraft.MaxMembers} top-level members. Send only documented ones.", null);
            }

            var start = _cursor.Start;
            var name = KnownName() ?? JsonText.Decode(_cursor.Raw);
            _cursor.Read();
            var valueStart = _cursor.Start;
            if (!ScanMember(name))
            {
                return false;
            }

            var member = new TopLevelMember(name, Until(start), Until(valueStart));
            if (!_draft.TryAddMember(member))
            {
                return Fail("The member is given twice. Send it once.", name);
            }

            Fingerprint(name, member.Value);
        }

        // Whatever follows the object but white space is refused by the reader here.
        return !_cursor.Read();
    }

    // The names the scan acts upon share one string each, so that common members cost no allocation.
    private readonly string? KnownName()
    {
        var raw = _cursor.Raw;
        return raw.Length switch
        {
            5 when raw.SequenceEqual("model"u8) => "model",
            5 when raw.SequenceEqual("tools"u8) => "tools",
            6 when raw.SequenceEqual("stream"u8) => "stream",
            6 when raw.SequenceEqual("system"u8) => "system",
            8 when raw.SequenceEqual("messages"u8) => "messages",
            8 when raw.SequenceEqual("metadata"u8) => "metadata",
            8 when raw.SequenceEqual("thinking"u8) => "thinking",
            10 when raw.SequenceEqual("max_tokens"u8) => "max_tokens",
            11 when raw.SequenceEqual("temperature"u8) => "temperature",
            11 when raw.SequenceEqual("tool_choice"u8) => "tool_choice",
            13 when raw.SequenceEqual("cache_control"u8) => "cache_control",
            13 when raw.SequenceEqual("output_config"u8) => "output_config",
            13 when raw.SequenceEqual("output_format"u8) => "output_format",
            _ => null,
        };
    }

    // On entry the cursor is at the first token of the value, on return at its last.
    private bool ScanMember(string name)
    {
        switch (name)
        {
            case "model":
                return ScanModel();
            case "max_tokens":
                return ScanMaxTokens();
            case "stream":
                return ScanStream();
            case "messages":
                return ScanMessages();
            case "system":
                return ScanSystem();
            case "tools":
                return ScanTools();
            case "thinking":
                return ScanThinking();
            case "output_config":
                return ScanOutputConfig();
            case "output_format":
                return ScanFormat();
            case "cache_control":
                CountMarker();
                return true;
            default:
                _cursor.Skip();
                return true;
        }
    }

    private bool ScanModel()
    {
        _draft.Model = _cursor.TextOrNull();
        return !string.IsNullOrEmpty(_draft.Model)
            || Fail("Name the model as a string, for example \"sonnet\" or a Claude model id.", "model");
    }

    // 0 is documented for pre-warming a prompt cache without an answer (Anthropic API reference, 2026).
    private bool ScanMaxTokens()
    {
        if (!_cursor.TryGetInt64(out var tokens) || tokens < 0 || tokens > int.MaxValue)
        {
            return Fail("Give the output limit as a whole number of tokens, 1 or more (0 only pre-warms the prompt cache).", "max_tokens");
        }

        _draft.MaxTokens = (int)tokens;
        return true;
    }

    private bool ScanStream()
    {
        if (_cursor.Token is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            return Fail("Give true or false.", "stream");
        }

        _draft.Stream = _cursor.Token == JsonTokenType.True;
        return true;
    }

    private bool ScanSystem()
    {
        switch (_cursor.Token)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                _draft.CountText(_cursor.Raw);
                return true;
            case JsonTokenType.StartArray:
                for (var index = 0; _cursor.NextElement(); index++)
                {
                    if (_cursor.Token != JsonTokenType.StartObject)
                    {
                        return Fail("Each system block must be an object with type and text.", $"system.{index}");
                    }

                    ScanNestedBlock();
                }

                return true;
            default:
                return Fail("Give the system prompt as a string or as an array of text blocks.", "system");
        }
    }

    private bool ScanTools()
    {
        if (_cursor.IsNull)
        {
            return true;
        }

        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return Fail("Give the tools as an array of tool definitions.", "tools");
        }

        var start = _cursor.Start;
        while (_cursor.NextElement())
        {
            if (_cursor.Token != JsonTokenType.StartObject)
            {
                return Fail("Each tool must be an object with name and input_schema.", $"tools.{_draft.ToolCount}");
            }

            _draft.ToolCount++;
            while (_cursor.NextMember())
            {
                if (_cursor.Is(Words.CacheControl))
                {
                    _cursor.Read();
                    CountMarker();
                }
                else
                {
                    _cursor.SkipValue();
                }
            }
        }

        _draft.CountJson(Until(start));
        return true;
    }

    private readonly void Fingerprint(string name, ByteRange value)
    {
        if (_cursor.IsNull)
        {
            return;
        }

        switch (name)
        {
            case "system":
                _draft.SystemFingerprint = OutlineDraft.Fingerprint(value.Of(_body));
                break;
            case "tools":
                _draft.ToolsFingerprint = OutlineDraft.Fingerprint(value.Of(_body));
                break;
            default:
                break;
        }
    }

    private void CountMarker()
    {
        if (!_cursor.IsNull)
        {
            _draft.CacheMarkerCount++;
        }

        _cursor.Skip();
    }

    private bool HasRequired(string? pathModel, bool counting)
    {
        if (pathModel is null && _draft.Model is null)
        {
            return Fail("The member is missing. Name the model, for example \"sonnet\" or a Claude model id.", "model");
        }

        if (_draft.MaxTokens is null && !counting)
        {
            return Fail("The member is missing. Give the output limit as a whole number of tokens, 1 or more.", "max_tokens");
        }

        return _sawMessages || Fail("The member is missing. Give an array with at least one message.", "messages");
    }

    private readonly ByteRange Until(int start) => new(start, _cursor.End - start);

    private bool Fail(string message, string? path)
    {
        _fault = new WireFault(message, path);
        return false;
    }
}
