using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <summary>
/// Writes a Messages request as a Chat Completions request. Values both dialects share are copied as they stand; a member without a twin is
/// left out and named in the losses as <c>-member</c>, a changed one as <c>member&gt;what it became</c>; a request that would mean
/// something else without it is refused. The limit goes out as <c>max_tokens</c>, the name every server knows. Tool names may be longer
/// than the 64 characters OpenAI itself allows: the servers this is for do not count.
/// </summary>
internal ref partial struct RequestWriter
{
    private static readonly JsonNames ConfigNames = new("effort", "format");
    private static readonly JsonNames FormatNames = new("type", "schema");
    private static readonly JsonNames ThinkingNames = new("type");
    private static readonly JsonNames MetadataNames = new("user_id");

    private readonly ReadOnlySpan<byte> _body;
    private readonly RequestOutline _outline;
    private readonly CrossingTarget _target;
    private readonly ICollection<string> _losses;
    private readonly Utf8JsonWriter _json;
    private WireFault? _fault;

    private RequestWriter(
        Utf8JsonWriter json, ReadOnlySpan<byte> body, RequestOutline outline, CrossingTarget target, ICollection<string> losses)
    {
        _json = json;
        _body = body;
        _outline = outline;
        _target = target;
        _losses = losses;
    }

    public static bool TryWrite(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> body,
        RequestOutline outline,
        CrossingTarget target,
        ICollection<string> losses,
        [NotNullWhen(false)] out WireFault? fault)
    {
        using var json = JsonWriting.Open(output);
        var writer = new RequestWriter(json, body, outline, target, losses);
        try
        {
            fault = writer.Write() ? null : writer._fault!;
        }
        catch (JsonException exception)
        {
            fault = JsonFault.Malformed(body, exception);
        }

        return fault is null;
    }

    private bool Write()
    {
        var limit = _outline.MaxTokens ?? _target.DefaultMaxTokens;
        if (limit < 1)
        {
            return Fail("This upstream has no prompt cache to warm. Give 1 or more.", "max_tokens");
        }

        _json.WriteStartObject();
        _json.WriteString("model"u8, _target.ModelId);
        _json.WriteNumber("max_tokens"u8, limit);
        foreach (var member in _outline.Members)
        {
            var value = ValueOf(member);
            if (!value.IsAbsent && !WriteMember(member.Name, value))
            {
                return false;
            }
        }

        if (_outline.Stream)
        {
            // Whatever the client can do with them, the gateway meters by these counts.
            _json.WriteBoolean("stream"u8, true);
            _json.WriteStartObject("stream_options"u8);
            _json.WriteBoolean("include_usage"u8, true);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        return true;
    }

    private bool WriteMember(string name, JsonValue value)
    {
        switch (name)
        {
            case "model" or "max_tokens" or "stream" or "system":
                return true;
            case "messages":
                return WriteMessages(value);
            case "tools":
                return WriteTools(value);
            case "tool_choice":
                WriteToolChoice(value);
                return true;
            case "temperature":
                _json.WriteMember("temperature"u8, value);
                return true;
            case "top_p":
                _json.WriteMember("top_p"u8, value);
                return true;
            case "stop_sequences":
                WriteStop(value);
                return true;
            case "thinking":
                WriteThinking(value);
                return true;
            case "output_config":
                WriteOutputConfig(value);
                return true;
            case "output_format":
                WriteFormat(value);
                return true;
            case "metadata":
                _json.WriteMember("user"u8, MetadataNames.Of(value)[0]);
                return true;
            case "service_tier":
                WriteServiceTier(value);
                return true;
            case "container" or "mcp_servers":
                return Fail("Only Anthropic's own API has this. Leave it out or ask for a model served there.", name);
            default:
                _losses.NoteUnknown(name);
                return true;
        }
    }

    private readonly void WriteStop(JsonValue sequences)
    {
        if (sequences.Elements().MoveNext())
        {
            _json.WriteMember("stop"u8, sequences);
        }
    }

    private readonly void WriteThinking(JsonValue thinking)
    {
        if (ThinkingNames.Of(thinking)[0].Is("disabled"u8))
        {
            _json.WriteString("reasoning_effort"u8, "none"u8);
        }
        else
        {
            _losses.Note("-thinking");
        }
    }

    private readonly void WriteOutputConfig(JsonValue config)
    {
        var members = ConfigNames.Of(config);
        var effort = members[0];

        // No thinking at all is said in the same member, and says more.
        if (effort.IsString && !ThinkingNames.Of(Find("thinking"))[0].Is("disabled"u8))
        {
            if (effort.Is("max"u8))
            {
                _losses.Note("effort>xhigh");
                _json.WriteString("reasoning_effort"u8, "xhigh"u8);
            }
            else
            {
                _json.WriteMember("reasoning_effort"u8, effort);
            }
        }
        else
        {
            _losses.NoteDropped(effort, "-effort");
        }

        WriteFormat(members[1]);
    }

    // The dialect wants a name for the schema; Messages has none, so every schema bears the same.
    private readonly void WriteFormat(JsonValue format)
    {
        var members = FormatNames.Of(format);
        if (!members[0].Is("json_schema"u8) || members[1].IsAbsent)
        {
            _losses.NoteDropped(format, "-output_config.format");
            return;
        }

        _json.WriteStartObject("response_format"u8);
        _json.WriteString("type"u8, "json_schema"u8);
        _json.WriteStartObject("json_schema"u8);
        _json.WriteString("name"u8, "answer"u8);
        _json.WriteBoolean("strict"u8, true);
        _json.WriteMember("schema"u8, members[1]);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private readonly void WriteServiceTier(JsonValue tier)
    {
        if (tier.Is("auto"u8))
        {
            _json.WriteString("service_tier"u8, "auto"u8);
        }
        else if (tier.Is("standard_only"u8))
        {
            _json.WriteString("service_tier"u8, "default"u8);
        }
        else
        {
            _losses.Note("-service_tier");
        }
    }

    private readonly JsonValue Find(string name) => _outline.TryGetMember(name, out var member) ? ValueOf(member) : default;

    private readonly JsonValue ValueOf(TopLevelMember member)
    {
        var json = member.Value.Of(_body);
        return json.SequenceEqual("null"u8) ? default : new JsonValue(json);
    }

    private bool Fail(string message, string? path)
    {
        _fault = new WireFault(message, path);
        return false;
    }
}
