using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.OpenAiToAnthropic;

/// <summary>
/// Writes a Chat Completions request as a Messages request. Values both dialects share are copied as they stand; a member without a twin is
/// left out and named in the losses as <c>-member</c>, a changed one as <c>member&gt;what it became</c>; a request that would mean
/// something else without it is refused.
/// </summary>
internal ref partial struct RequestWriter
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly RequestOutline _outline;
    private readonly CrossingTarget _target;
    private readonly ICollection<string> _losses;
    private readonly Utf8JsonWriter _json;
    private WireFault? _fault;
    private bool _asksForJson;

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
        _json.WriteStartObject();
        _json.WriteString("model"u8, _target.ModelId);
        _json.WriteNumber("max_tokens"u8, _outline.MaxTokens ?? _target.DefaultMaxTokens);

        // What the format asks for decides whether the system prompt gets a sentence more.
        if (!WriteOutputConfig())
        {
            return false;
        }

        foreach (var member in _outline.Members)
        {
            var value = ValueOf(member);
            if (!value.IsAbsent && !WriteMember(member.Name, value))
            {
                return false;
            }
        }

        if (!WriteToolChoice())
        {
            return false;
        }

        WriteUser();
        if (_outline.Stream)
        {
            _json.WriteBoolean("stream"u8, true);
        }

        _json.WriteEndObject();
        return true;
    }

    private bool WriteMember(string name, JsonValue value)
    {
        switch (name)
        {
            case "model" or "max_tokens" or "max_completion_tokens" or "stream" or "stream_options" or "tool_choice"
                or "parallel_tool_calls" or "response_format" or "reasoning_effort" or "user" or "safety_identifier":
                return true;
            case "messages":
                return WriteSystem(value) && WriteMessages(value);
            case "tools":
                return WriteTools(value);
            case "temperature":
                return WriteTemperature(value);
            case "top_p":
                _json.WriteMember("top_p"u8, value);
                return true;
            case "stop":
                return WriteStop(value);
            case "service_tier":
                WriteServiceTier(value);
                return true;
            case "n":
                return (value.TryGetDouble(out var count) && count == 1)
                    || Fail("This upstream gives one answer per request. Send n = 1 or leave it out.", "n");
            case "functions" or "function_call":
                return Fail("The member is deprecated and cannot be translated. Use tools and tool_choice.", name);
            default:
                if (!MeansNothing(name, value))
                {
                    _losses.NoteUnknown(name);
                }

                return true;
        }
    }

    // Members that say what is so without them: leaving them out loses nothing.
    private static bool MeansNothing(string name, JsonValue value) => name switch
    {
        "store" or "logprobs" => value.IsFalse,
        "presence_penalty" or "frequency_penalty" or "top_logprobs" => value.TryGetDouble(out var number) && number == 0,
        "verbosity" => value.Is("medium"u8),
        _ => false,
    };

    private bool WriteTemperature(JsonValue value)
    {
        if (!value.TryGetDouble(out var temperature))
        {
            return Fail("Give a number from 0 to 2.", "temperature");
        }

        if (temperature > 1)
        {
            _json.WriteNumber("temperature"u8, 1);
            _losses.Note("temperature>1");
            return true;
        }

        _json.WriteMember("temperature"u8, value);
        return true;
    }

    // stop = string / [ *4string ]; Messages refuses sequences of white space alone.
    private bool WriteStop(JsonValue value)
    {
        if (!value.IsString && !value.IsArray)
        {
            return Fail("Give a string or an array of strings.", "stop");
        }

        var hasAny = value.IsString && !value.IsBlank;
        foreach (var element in value.Elements())
        {
            hasAny |= element.IsString && !element.IsBlank;
        }

        if (hasAny)
        {
            _json.WriteStartArray("stop_sequences"u8);
            WriteStopSequence(value);
            foreach (var element in value.Elements())
            {
                WriteStopSequence(element);
            }

            _json.WriteEndArray();
        }
        else
        {
            NoteBlankStop(value);
        }

        return true;
    }

    private readonly void WriteStopSequence(JsonValue sequence)
    {
        if (sequence.IsString && !sequence.IsBlank)
        {
            _json.WriteValue(sequence);
        }
        else
        {
            NoteBlankStop(sequence);
        }
    }

    private readonly void NoteBlankStop(JsonValue sequence)
    {
        if (!sequence.IsArray)
        {
            _losses.Note("-stop.blank");
        }
    }

    private readonly void WriteServiceTier(JsonValue value)
    {
        if (value.Is("auto"u8))
        {
            _json.WriteString("service_tier"u8, "auto"u8);
        }
        else if (value.Is("default"u8))
        {
            _json.WriteString("service_tier"u8, "standard_only"u8);
        }
        else
        {
            _losses.Note("-service_tier");
        }
    }

    private readonly void WriteUser()
    {
        var user = Find("safety_identifier");
        if (user.IsString)
        {
            _losses.NoteDropped(Find("user"), "-user");
        }
        else
        {
            user = Find("user");
        }

        if (user.IsString)
        {
            _json.WriteStartObject("metadata"u8);
            _json.WriteMember("user_id"u8, user);
            _json.WriteEndObject();
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
