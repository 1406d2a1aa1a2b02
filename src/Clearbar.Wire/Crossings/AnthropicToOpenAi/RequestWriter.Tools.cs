using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <content>Tools and the choice among them.</content>
internal ref partial struct RequestWriter
{
    private static readonly JsonNames ToolNames = new(
        "type", "name", "description", "input_schema", "strict", "cache_control", "defer_loading", "allowed_callers", "input_examples");

    private static readonly JsonNames ChoiceNames = new("type", "name", "disable_parallel_tool_use");

    // tool = { ["type": "custom"], "name", "description", "input_schema", *other } / { "type": a vendor's tool, ... }
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
            if (!members[0].IsAbsent && !members[0].Is("custom"u8))
            {
                return Fail(
                    "Only Anthropic's own API runs this tool. Leave it out or ask for a model served there.", $"tools.{index}.type");
            }

            if (members[1].TextOrNull() is not { Length: > 0 } name)
            {
                return Fail("The member is missing. Give the tool's name as a string.", $"tools.{index}.name");
            }

            _json.WriteStartObject();
            _json.WriteString("type"u8, "function"u8);
            _json.WriteStartObject("function"u8);
            _json.WriteString("name"u8, SafeNames.Decode(name));
            _json.WriteMember("description"u8, members[2]);
            _json.WriteMember("parameters"u8, members[3]);
            _json.WriteMember("strict"u8, members[4]);
            _json.WriteEndObject();
            _json.WriteEndObject();
            _losses.NoteDropped(members[5], "-cache_control");
            _losses.NoteDropped(members[6], "-tools.defer_loading");
            _losses.NoteDropped(members[7], "-tools.allowed_callers");
            _losses.NoteDropped(members[8], "-tools.input_examples");
            index++;
        }

        _json.WriteEndArray();
        return true;
    }

    private readonly void WriteToolChoice(JsonValue choice)
    {
        var members = ChoiceNames.Of(choice);
        if (members[0].Is("tool"u8))
        {
            _json.WriteStartObject("tool_choice"u8);
            _json.WriteString("type"u8, "function"u8);
            _json.WriteStartObject("function"u8);
            _json.WriteString("name"u8, SafeNames.Decode(members[1].TextOrNull() ?? ""));
            _json.WriteEndObject();
            _json.WriteEndObject();
        }
        else
        {
            _json.WriteString(
                "tool_choice"u8, members[0].Is("any"u8) ? "required"u8 : members[0].Is("none"u8) ? "none"u8 : "auto"u8);
        }

        if (members[2].IsTrue)
        {
            _json.WriteBoolean("parallel_tool_calls"u8, false);
        }
    }
}
