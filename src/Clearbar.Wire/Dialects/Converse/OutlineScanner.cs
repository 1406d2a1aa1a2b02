using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Reads the outline of a Converse request in one pass (AWS service model, bedrock-runtime 2026-07-31, ConverseRequest).
/// <code>
/// request = { "messages": [ 1*message ], ["system": [ *block ]], ["inferenceConfig": {maxTokens, ...}],
///             ["toolConfig": {tools, toolChoice}], ["outputConfig": {textFormat: {structure: {jsonSchema: {schema}}}}],
///             ["additionalModelRequestFields": {thinking, ...}], *other }
/// </code>
/// The model is in the path. Only what the journey needs is checked; everything else is the upstream's to judge.
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

    public static bool TryScan(
        ReadOnlySpan<byte> body,
        string? pathModel,
        bool? pathStream,
        [NotNullWhen(true)] out RequestOutline? outline,
        [NotNullWhen(false)] out WireFault? fault)
    {
        outline = null;
        if (string.IsNullOrEmpty(pathModel))
        {
            fault = new WireFault("The path names no model. Call /model/{modelId}/converse.", "modelId");
            return false;
        }

        var invalid = JsonText.FindInvalidUtf8(body);
        if (invalid >= 0)
        {
            fault = JsonFault.NotUtf8(invalid);
            return false;
        }

        var scanner = new OutlineScanner(body);
        try
        {
            fault = scanner.ScanBody() && scanner.HasRequired() ? null : scanner._fault!;
        }
        catch (JsonException exception)
        {
            fault = JsonFault.Malformed(body, exception);
        }

        if (fault is not null)
        {
            return false;
        }

        outline = scanner._draft.ToOutline(Dialect.Converse, pathModel, pathStream ?? false, body);
        return true;
    }

    private bool ScanBody()
    {
        _cursor.Read();
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            return Fail("The body must be a JSON object with messages.", null);
        }

        while (_cursor.NextMember())
        {
            if (!_draft.HasRoomForMember)
            {
                return Fail($"The body has more than {OutlineDraft.MaxMembers} top-level members. Send only members of Converse.", null);
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

            if (name == "system" && !_cursor.IsNull)
            {
                _draft.SystemFingerprint = OutlineDraft.Fingerprint(member.Value.Of(_body));
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
            6 when raw.SequenceEqual("system"u8) => "system",
            8 when raw.SequenceEqual("messages"u8) => "messages",
            10 when raw.SequenceEqual("toolConfig"u8) => "toolConfig",
            12 when raw.SequenceEqual("outputConfig"u8) => "outputConfig",
            15 when raw.SequenceEqual("inferenceConfig"u8) => "inferenceConfig",
            28 when raw.SequenceEqual("additionalModelRequestFields"u8) => "additionalModelRequestFields",
            _ => null,
        };
    }

    // On entry the cursor is at the first token of the value, on return at its last.
    private bool ScanMember(string name)
    {
        switch (name)
        {
            case "messages":
                return ScanMessages();
            case "system":
                return ScanSystem();
            case "inferenceConfig":
                return ScanInferenceConfig();
            case "toolConfig":
                return ScanToolConfig();
            case "outputConfig":
                ScanOutputConfig(level: 0);
                _cursor.SkipAny();
                return true;
            case "additionalModelRequestFields":
                ScanModelFields();
                _cursor.SkipAny();
                return true;
            default:
                _cursor.Skip();
                return true;
        }
    }

    private bool ScanSystem()
    {
        if (_cursor.IsNull)
        {
            return true;
        }

        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return Fail("Give the system prompt as an array of blocks, for example [{\"text\": \"...\"}].", "system");
        }

        for (var index = 0; _cursor.NextElement(); index++)
        {
            if (_cursor.Token != JsonTokenType.StartObject)
            {
                return Fail("Each system block must be an object with one member: text, guardContent or cachePoint.", $"system.{index}");
            }

            ScanBlock();
        }

        return true;
    }

    // toolConfig = { "tools": [ *( {toolSpec} / {systemTool} / {cachePoint} ) ], ["toolChoice"] }
    private bool ScanToolConfig()
    {
        if (_cursor.Token != JsonTokenType.StartObject)
        {
            _cursor.SkipAny();
            return _cursor.IsNull || Fail("Give an object with tools.", "toolConfig");
        }

        while (_cursor.NextMember())
        {
            var isTools = _cursor.Is("tools"u8);
            _cursor.Read();
            if (isTools && !_cursor.IsNull && !ScanTools())
            {
                return false;
            }

            _cursor.SkipAny();
        }

        return true;
    }

    private bool ScanTools()
    {
        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return Fail("Give the tools as an array of toolSpec or cachePoint objects.", "toolConfig.tools");
        }

        var start = _cursor.Start;
        for (var index = 0; _cursor.NextElement(); index++)
        {
            if (_cursor.Token != JsonTokenType.StartObject)
            {
                return Fail("Each tool must be an object with one member: toolSpec or cachePoint.", $"toolConfig.tools.{index}");
            }

            while (_cursor.NextMember())
            {
                if (_cursor.Is(Words.CachePoint))
                {
                    _draft.CacheMarkerCount++;
                }
                else
                {
                    _draft.ToolCount++;
                }

                _cursor.SkipAny();
            }
        }

        var tools = Until(start);
        _draft.ToolsFingerprint = OutlineDraft.Fingerprint(tools.Of(_body));
        _draft.CountJson(tools);
        return true;
    }

    private bool HasRequired() => _sawMessages || Fail("The member is missing. Give an array with at least one message.", "messages");

    private readonly ByteRange Until(int start) => new(start, _cursor.End - start);

    private bool Fail(string message, string? path)
    {
        _fault = new WireFault(message, path);
        return false;
    }
}
