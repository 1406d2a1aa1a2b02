using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.OpenAiToAnthropic;

/// <content>Tools, the choice among them, and the form of the answer.</content>
internal ref partial struct RequestWriter
{
    private static readonly JsonNames ToolNames = new("type", "function");
    private static readonly JsonNames FunctionNames = new("name", "description", "parameters", "strict");
    private static readonly JsonNames FormatNames = new("type", "json_schema");
    private static readonly JsonNames SchemaNames = new("schema", "name", "strict", "description");

    // tool = { "type": "function", "function": { "name", "description", "parameters": schema, "strict" } } / { "type": "custom", ... }
    private bool WriteTools(JsonValue tools)
    {
        if (_outline.ToolCount == 0)
        {
            return true;
        }

        _json.WriteStartArray("tools"u8);
        var index = 0;
        foreach (var tool in tools.Elements())
        {
            var members = ToolNames.Of(tool);
            if (!members[0].Is("function"u8) || !members[1].IsObject)
            {
                return Fail("Only tools of type \"function\" can be translated. Describe this one as a function.", $"tools.{index}");
            }

            var function = FunctionNames.Of(members[1]);
            if (function[0].TextOrNull() is not { Length: > 0 } name)
            {
                return Fail("The member is missing. Give the function's name as a string.", $"tools.{index}.function.name");
            }

            _json.WriteStartObject();
            _json.WriteString("name"u8, SafeNames.Encode(name));
            _json.WriteMember("description"u8, function[1]);
            _json.WritePropertyName("input_schema"u8);
            _json.WriteValue(function[2].IsAbsent ? new JsonValue("""{"type":"object","properties":{}}"""u8) : function[2]);
            _json.WriteMember("strict"u8, function[3]);
            _json.WriteEndObject();
            index++;
        }

        _json.WriteEndArray();
        return true;
    }

    // tool_choice = "none" / "auto" / "required" / { "type": "function", "function": { "name" } } / { "type": "allowed_tools", ... }
    private bool WriteToolChoice()
    {
        var choice = Find("tool_choice");
        var isSingle = Find("parallel_tool_calls").IsFalse;
        var isFunction = choice.IsObject;
        if (isFunction && !ToolNames.Of(choice)[0].Is("function"u8))
        {
            return Fail("Only \"none\", \"auto\", \"required\" and one function can be translated. Choose one of them.", "tool_choice");
        }

        if (!choice.IsAbsent && !isFunction && !choice.Is("none"u8) && !choice.Is("auto"u8) && !choice.Is("required"u8))
        {
            return Fail("Give \"none\", \"auto\", \"required\" or one function.", "tool_choice");
        }

        // Without tools there is nothing to choose, and Messages refuses the choice.
        if (_outline.ToolCount == 0 || (choice.IsAbsent && !isSingle))
        {
            return true;
        }

        _json.WriteStartObject("tool_choice"u8);
        if (isFunction)
        {
            var name = FunctionNames.Of(ToolNames.Of(choice)[1])[0].TextOrNull() ?? "";
            _json.WriteString("type"u8, "tool"u8);
            _json.WriteString("name"u8, SafeNames.Encode(name));
        }
        else
        {
            _json.WriteString("type"u8, choice.Is("none"u8) ? "none"u8 : choice.Is("required"u8) ? "any"u8 : "auto"u8);
        }

        if (isSingle && !choice.Is("none"u8))
        {
            _json.WriteBoolean("disable_parallel_tool_use"u8, true);
        }

        _json.WriteEndObject();
        return true;
    }

    private bool WriteOutputConfig()
    {
        var effort = ReadEffort();
        var format = FormatNames.Of(Find("response_format"));
        var schema = SchemaNames.Of(format[1]);
        var hasSchema = format[0].Is("json_schema"u8);
        if (hasSchema && !schema[0].IsObject)
        {
            return Fail("The member is missing. Give the schema as an object.", "response_format.json_schema.schema");
        }

        _asksForJson = format[0].Is("json_object"u8);
        if (_asksForJson)
        {
            _losses.Note("json_object>instruction");
        }

        if (!hasSchema && effort.IsEmpty)
        {
            return true;
        }

        _json.WriteStartObject("output_config"u8);
        if (!effort.IsEmpty)
        {
            _json.WriteString("effort"u8, effort);
        }

        if (hasSchema)
        {
            WriteFormat(schema);
        }

        _json.WriteEndObject();
        return true;
    }

    // A schema is always kept to in Messages: only the wish not to is lost.
    private readonly void WriteFormat(JsonNames.Members schema)
    {
        _json.WriteStartObject("format"u8);
        _json.WriteString("type"u8, "json_schema"u8);
        _json.WriteMember("schema"u8, schema[0]);
        _json.WriteEndObject();
        _losses.NoteDropped(schema[1], "-json_schema.name");
        _losses.NoteDropped(schema[3], "-json_schema.description");
        if (!schema[2].IsTrue)
        {
            _losses.Note("json_schema.strict>true");
        }
    }

    // Effort has the same words in both but for the lowest: minimal is low, and none is no thinking at all.
    private ReadOnlySpan<byte> ReadEffort()
    {
        var effort = Find("reasoning_effort");
        if (effort.IsAbsent)
        {
            return default;
        }

        if (effort.Is("none"u8))
        {
            _json.WriteStartObject("thinking"u8);
            _json.WriteString("type"u8, "disabled"u8);
            _json.WriteEndObject();
            return default;
        }

        if (effort.Is("minimal"u8))
        {
            _losses.Note("reasoning_effort>low");
            return "low"u8;
        }

        if (effort.Is("low"u8) || effort.Is("medium"u8) || effort.Is("high"u8) || effort.Is("xhigh"u8) || effort.Is("max"u8))
        {
            return effort.Utf8();
        }

        _losses.Note("-reasoning_effort");
        return default;
    }
}
