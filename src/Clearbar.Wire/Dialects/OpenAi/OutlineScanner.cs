using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Reads the outline of a Chat Completions request in one pass (openai-node types, <c>POST /v1/chat/completions</c>, 2026).
/// <code>
/// request = { "model": string, "messages": [ 1*message ], ["max_completion_tokens": integer], ["max_tokens": integer], ["stream": bool],
///             ["stream_options": {include_usage}], ["tools": [...]], ["response_format": format], ["reasoning_effort": string], *other }
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
    private bool _pastLeadingSystem;
    private int? _oldMaxTokens;

    private OutlineScanner(ReadOnlySpan<byte> body)
    {
        _body = body;
        _cursor = new JsonCursor(body);
    }

    public static bool TryScan(
        ReadOnlySpan<byte> body,
        string? pathModel,
        bool? pathStream,
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
            fault = scanner.ScanBody() && scanner.HasRequired(pathModel) ? null : scanner._fault!;
        }
        catch (JsonException exception)
        {
            fault = JsonFault.Malformed(body, exception);
        }

        if (fault is not null)
        {
            return false;
        }

        // max_tokens is the deprecated name; where both stand the new one counts.
        var draft = scanner._draft;
        draft.MaxTokens ??= scanner._oldMaxTokens;
        outline = draft.ToOutline(Dialect.OpenAi, pathModel ?? draft.Model!, pathStream ?? draft.Stream, body);
        return true;
    }

    private bool ScanBody()
    {
        _cursor.Read();
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return Fail("The body must be a JSON object with model and messages.", null);
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

            if (!_draft.TryAddMember(new TopLevelMember(name, Until(start), Until(valueStart))))
            {
                return Fail("The member is given twice. Send it once.", name);
            }
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
            8 when raw.SequenceEqual("messages"u8) => "messages",
            10 when raw.SequenceEqual("max_tokens"u8) => "max_tokens",
            11 when raw.SequenceEqual("temperature"u8) => "temperature",
            11 when raw.SequenceEqual("tool_choice"u8) => "tool_choice",
            14 when raw.SequenceEqual("stream_options"u8) => "stream_options",
            15 when raw.SequenceEqual("response_format"u8) => "response_format",
            16 when raw.SequenceEqual("reasoning_effort"u8) => "reasoning_effort",
            21 when raw.SequenceEqual("max_completion_tokens"u8) => "max_completion_tokens",
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
            case "max_completion_tokens":
                return ScanLimit(name, out var limit) && SetLimit(limit, isOld: false);
            case "max_tokens":
                return ScanLimit(name, out var oldLimit) && SetLimit(oldLimit, isOld: true);
            case "stream":
                return ScanStream();
            case "stream_options":
                return ScanStreamOptions();
            case "messages":
                return ScanMessages();
            case "tools":
                return ScanTools();
            case "response_format":
                return ScanResponseFormat();
            case "reasoning_effort":
                _draft.AsksForThinking = _cursor.Token == JsonTokenType.String && !_cursor.Is("none"u8);
                _cursor.SkipAny();
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

    private bool ScanLimit(string name, out int? limit)
    {
        limit = null;
        if (_cursor.IsNull)
        {
            return true;
        }

        if (!_cursor.TryGetInt64(out var tokens) || tokens < 1 || tokens > int.MaxValue)
        {
            return Fail("Give the output limit as a whole number of tokens, 1 or more.", name);
        }

        limit = (int)tokens;
        return true;
    }

    private bool SetLimit(int? limit, bool isOld)
    {
        if (isOld)
        {
            _oldMaxTokens = limit;
        }
        else
        {
            _draft.MaxTokens = limit;
        }

        return true;
    }

    private bool HasRequired(string? pathModel)
    {
        if (pathModel is null && _draft.Model is null)
        {
            return Fail("The member is missing. Name the model, for example \"sonnet\" or a Claude model id.", "model");
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
