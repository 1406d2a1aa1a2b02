namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <content>
/// Tools and the choice among them, and the system prompt.
/// <code>
/// {name, description, input_schema, strict}     {toolSpec: {name, description, inputSchema: {json}, strict}}
/// cache_control on a tool                       {cachePoint} behind it
/// {type: bash_* / text_editor_* / computer_* / memory_*}   additionalModelRequestFields.tools  ; defined by Anthropic, run by the client
/// any other type                                (refused: it runs on Anthropic's servers)
/// {type: none}, history without tools           no toolConfig at all
/// {type: none}, disable_parallel_tool_use       additionalModelRequestFields.tool_choice
/// </code>
/// </content>
internal sealed partial class RequestWriter
{
    private const int MaxNameLength = 64;

    private void WriteToolConfig(BodyNode request)
    {
        var tools = request["tools"u8];
        RefuseServerTools(tools);
        if (IsOmitted(request))
        {
            losses.Add("-tools");
            return;
        }

        if (!HasCustomTools(tools))
        {
            return;
        }

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartArray("tools"u8);
        var index = 0;
        foreach (var tool in tools.Elements)
        {
            if (IsCustom(tool))
            {
                WriteToolSpec(tool, index);
            }

            index++;
        }

        json.WriteEndArray();
        if (CanSayInConverse(request["tool_choice"u8]))
        {
            WriteToolChoice(request["tool_choice"u8]);
        }

        json.WriteEndObject();
    }

    private void WriteToolSpec(BodyNode tool, int index)
    {
        if (tool["name"u8].Inner.Length > MaxNameLength)
        {
            // A shortened name could not be told from the answer's side, which knows nothing of the request.
            Refuse($"The name is longer than the {MaxNameLength} characters that Bedrock takes. Shorten it.", $"tools.{index}.name");
        }

        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteCopyIfThere("name"u8, tool["name"u8]);
        if (tool["description"u8].IsFilledString)
        {
            json.WriteCopy("description"u8, tool["description"u8]);
        }

        json.WriteStartObject("inputSchema"u8);
        json.WriteCopyIfThere("json"u8, tool["input_schema"u8]);
        json.WriteEndObject();
        json.WriteCopyIfThere("strict"u8, tool["strict"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
        CacheMarkers.WriteCachePoint(json, _markers.Take(tool["cache_control"u8], "cache_control", new Place("tools")));
        foreach (var member in tool.Members)
        {
            if (member.Value.Exists && !IsOfToolSpec(member))
            {
                losses.Add($"-{MemberNames.Printable(member)}@tools.{index}");
            }
        }
    }

    private static bool IsOfToolSpec(BodyMember member) =>
        member.Is("type"u8) || member.Is("name"u8) || member.Is("description"u8) || member.Is("input_schema"u8) || member.Is("strict"u8)
        || member.Is("cache_control"u8);

    private static bool IsCustom(BodyNode tool) => !tool["type"u8].Exists || tool["type"u8].Is("custom"u8);

    // Dated types whose calls the client answers itself; Claude on Bedrock knows them.
    private static bool IsOfAnthropic(BodyNode tool) =>
        tool["type"u8] is { } type
        && (type.StartsWith("bash_"u8) || type.StartsWith("text_editor_"u8) || type.StartsWith("computer_2"u8)
            || type.StartsWith("memory_"u8));

    private void RefuseServerTools(BodyNode tools)
    {
        var index = 0;
        foreach (var tool in tools.Elements)
        {
            if (!IsCustom(tool) && !IsOfAnthropic(tool))
            {
                Refuse("This tool runs on Anthropic's servers; Bedrock has no such thing. Remove it.", $"tools.{index}.type");
            }

            index++;
        }
    }

    private static bool HasCustomTools(BodyNode tools)
    {
        foreach (var tool in tools.Elements)
        {
            if (IsCustom(tool))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAnthropicTools(BodyNode tools)
    {
        foreach (var tool in tools.Elements)
        {
            if (IsOfAnthropic(tool))
            {
                return true;
            }
        }

        return false;
    }

    private void WriteAnthropicTools(BodyNode tools)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.Elements)
        {
            if (!IsOfAnthropic(tool))
            {
                continue;
            }

            // A marker here would escape the count of four, and stand behind everything else.
            json.WriteStartObject();
            foreach (var member in tool.Members)
            {
                if (!member.Is("cache_control"u8))
                {
                    json.WriteCopy(member);
                }
            }

            RecordIfThere(tool["cache_control"u8], "cache_control@tools");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool CanSayInConverse(BodyNode choice) =>
        !choice["type"u8].Is("none"u8) && !choice["disable_parallel_tool_use"u8].IsTrue;

    // The service demands tools once the history has a tool's block, so only then must they stay.
    private static bool IsOmitted(BodyNode request)
    {
        if (!request["tool_choice"u8]["type"u8].Is("none"u8) || !HasElements(request["tools"u8]))
        {
            return false;
        }

        foreach (var message in request["messages"u8].Elements)
        {
            foreach (var block in message["content"u8].Elements)
            {
                if (block["type"u8].Is("tool_use"u8) || block["type"u8].Is("tool_result"u8))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void WriteToolChoice(BodyNode choice)
    {
        if (!choice.Exists)
        {
            return;
        }

        json.WriteStartObject("toolChoice"u8);
        if (choice["type"u8].Is("tool"u8))
        {
            json.WriteStartObject("tool"u8);
            json.WriteCopyIfThere("name"u8, choice["name"u8]);
        }
        else
        {
            json.WriteStartObject(choice["type"u8].Is("any"u8) ? "any"u8 : "auto"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSystem(BodyNode system)
    {
        if (system.IsFilledString)
        {
            json.WriteStartArray("system"u8);
            WriteText(system);
            json.WriteEndArray();
            return;
        }

        if (!HasElements(system))
        {
            return;
        }

        json.WriteStartArray("system"u8);
        foreach (var block in system.Elements)
        {
            if (block["text"u8].IsFilledString)
            {
                WriteText(block["text"u8]);
                CacheMarkers.WriteCachePoint(json, _markers.Take(block["cache_control"u8], "cache_control", new Place("system")));
            }
            else
            {
                losses.Add("-text@system");
                RecordIfThere(block["cache_control"u8], "cache_control@system");
            }
        }

        json.WriteEndArray();
    }

    private void WriteText(BodyNode text)
    {
        json.WriteStartObject();
        json.WriteCopy("text"u8, text);
        json.WriteEndObject();
    }
}
