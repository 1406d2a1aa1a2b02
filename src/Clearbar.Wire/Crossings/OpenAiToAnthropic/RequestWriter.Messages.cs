using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.OpenAiToAnthropic;

/// <content>
/// The messages. System and developer messages make the system prompt, wherever they stand; each run of tool messages becomes one user
/// turn, its results in the order of the calls; text that is empty or blank, which Messages refuses, is left out.
/// </content>
internal ref partial struct RequestWriter
{
    private const int Role = 0;
    private const int Content = 1;
    private const int ToolCalls = 2;
    private const int ToolCallId = 3;
    private const int Refusal = 4;
    private const int Name = 5;
    private const int Audio = 6;
    private const int FunctionCall = 7;
    private const int ReasoningContent = 8;

    private const string JsonInstruction = "Answer with a single JSON object and nothing else.";

    private static readonly JsonNames MessageNames = new(
        "role", "content", "tool_calls", "tool_call_id", "refusal", "name", "audio", "function_call", "reasoning_content");

    private bool WriteSystem(JsonValue messages)
    {
        var count = 0;
        var isLeading = true;
        var only = default(JsonValue);
        foreach (var message in messages.Elements())
        {
            var members = MessageNames.Of(message);
            if (!IsSystem(members[Role]))
            {
                isLeading = false;
                continue;
            }

            count++;
            only = members[Content];
            _losses.NoteDropped(members[Name], "-messages.name");
            if (!isLeading)
            {
                _losses.Note("system>hoisted");
            }
        }

        if (count == 1 && !_asksForJson && only.IsString)
        {
            if (HasBlocks(only))
            {
                _json.WriteMember("system"u8, only);
            }

            return true;
        }

        return (count == 0 && !_asksForJson) || WriteSystemBlocks(messages);
    }

    private bool WriteSystemBlocks(JsonValue messages)
    {
        var hasAny = _asksForJson;
        foreach (var message in messages.Elements())
        {
            var members = MessageNames.Of(message);
            hasAny |= IsSystem(members[Role]) && HasBlocks(members[Content]);
        }

        if (!hasAny)
        {
            return true;
        }

        _json.WriteStartArray("system"u8);
        var index = 0;
        foreach (var message in messages.Elements())
        {
            var members = MessageNames.Of(message);
            if (IsSystem(members[Role]) && !WriteTextBlocks(members[Content], $"messages.{index}.content"))
            {
                return false;
            }

            index++;
        }

        if (_asksForJson)
        {
            _json.WriteStartObject();
            _json.WriteString("type"u8, "text"u8);
            _json.WriteString("text"u8, JsonInstruction);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        return true;
    }

    private bool WriteMessages(JsonValue messages)
    {
        _json.WriteStartArray("messages"u8);
        var results = new ToolResultRun();
        var written = 0;
        var index = 0;
        var elements = messages.Elements();
        while (elements.MoveNext())
        {
            var members = MessageNames.Of(elements.Current);
            if (members[Role].Is("tool"u8))
            {
                results.Add(members[ToolCallId].TextOrNull() ?? "", elements.Range, index);
            }
            else if (!IsSystem(members[Role]))
            {
                if (!WriteToolResults(messages, results, ref written) || !WriteTurn(members, results, index, ref written))
                {
                    return false;
                }
            }

            index++;
        }

        if (!WriteToolResults(messages, results, ref written))
        {
            return false;
        }

        _json.WriteEndArray();
        return written > 0 || Fail("No message has content but system messages. Give at least one message of the user.", "messages");
    }

    private bool WriteTurn(JsonNames.Members members, ToolResultRun results, int index, ref int written)
    {
        _losses.NoteDropped(members[Name], "-messages.name");
        if (members[Role].Is("user"u8))
        {
            if (HasBlocks(members[Content]))
            {
                _json.WriteStartObject();
                _json.WriteString("role"u8, "user"u8);
                if (!WriteContent(members[Content], $"messages.{index}.content"))
                {
                    return false;
                }

                _json.WriteEndObject();
                written++;
            }

            return true;
        }

        return members[Role].Is("assistant"u8)
            ? WriteAssistant(members, results, index, ref written)
            : Fail("The role is deprecated and cannot be translated. Use \"tool\".", $"messages.{index}.role");
    }

    private bool WriteAssistant(JsonNames.Members members, ToolResultRun results, int index, ref int written)
    {
        if (!members[FunctionCall].IsAbsent)
        {
            return Fail("The member is deprecated and cannot be translated. Use tool_calls.", $"messages.{index}.function_call");
        }

        _losses.NoteDropped(members[Audio], "-messages.audio");
        _losses.NoteDropped(members[ReasoningContent], "-reasoning_content");
        results.StartTurn();
        var hasText = HasBlocks(members[Content]);
        var hasRefusal = members[Refusal].IsString && HasBlocks(members[Refusal]);
        var hasCalls = members[ToolCalls].Elements().MoveNext();
        if (!hasText && !hasRefusal && !hasCalls)
        {
            return true;
        }

        written++;
        _json.WriteStartObject();
        _json.WriteString("role"u8, "assistant"u8);
        var isWritten = hasRefusal || hasCalls
            ? WriteAssistantBlocks(members, results, index)
            : WriteContent(members[Content], $"messages.{index}.content");
        if (!isWritten)
        {
            return false;
        }

        _json.WriteEndObject();
        return true;
    }

    private bool WriteAssistantBlocks(JsonNames.Members members, ToolResultRun results, int index)
    {
        _json.WriteStartArray("content"u8);
        if (!WriteBlocks(members[Content], $"messages.{index}.content"))
        {
            return false;
        }

        if (members[Refusal].IsString && !members[Refusal].IsBlank)
        {
            _losses.Note("refusal>text");
            WriteText(members[Refusal]);
        }

        if (!WriteToolUses(members[ToolCalls], results, index))
        {
            return false;
        }

        _json.WriteEndArray();
        return true;
    }

    private static bool IsSystem(JsonValue role) => role.Is("system"u8) || role.Is("developer"u8);
}
