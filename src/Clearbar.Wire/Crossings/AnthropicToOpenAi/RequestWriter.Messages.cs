using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <content>
/// The messages. The system prompt is the first of them; a user turn with tool results becomes one tool message for each result and one
/// user message for what else it says; a message that is one text is a string, which is all that some servers' templates know.
/// </content>
internal ref partial struct RequestWriter
{
    private static readonly JsonNames MessageNames = new("role", "content");

    private static readonly JsonNames BlockNames = new(
        "type", "text", "id", "name", "input", "tool_use_id", "content", "is_error", "source", "title", "cache_control", "citations");

    private const int Type = 0;
    private const int Text = 1;
    private const int Id = 2;
    private const int Name = 3;
    private const int Input = 4;
    private const int ToolUseId = 5;
    private const int Content = 6;
    private const int IsError = 7;
    private const int Source = 8;
    private const int Title = 9;
    private const int CacheControl = 10;
    private const int Citations = 11;

    private bool WriteMessages(JsonValue messages)
    {
        _json.WriteStartArray("messages"u8);
        var system = Find("system");
        if (CountParts(system) > 0 && !WritePlain("system"u8, system, "system"))
        {
            return false;
        }

        var index = 0;
        foreach (var message in messages.Elements())
        {
            var members = MessageNames.Of(message);
            var isWritten = members[0].Is("assistant"u8) ? WriteAssistant(members[1], index)
                : members[0].Is("system"u8) ? CountParts(members[1]) == 0 || WritePlain("system"u8, members[1], $"messages.{index}.content")
                : WriteUser(members[1], index);
            if (!isWritten)
            {
                return false;
            }

            index++;
        }

        _json.WriteEndArray();
        return true;
    }

    private bool WriteUser(JsonValue content, int index)
    {
        var movesImages = false;
        var block = 0;
        foreach (var element in content.Elements())
        {
            var members = BlockNames.Of(element);
            if (members[Type].Is("tool_result"u8))
            {
                if (!WriteToolResult(members, $"messages.{index}.content.{block}", ref movesImages))
                {
                    return false;
                }
            }

            block++;
        }

        if (movesImages && !WriteMovedParts(content, index))
        {
            return false;
        }

        return CountParts(content) == 0 || WritePlain("user"u8, content, $"messages.{index}.content");
    }

    // A message of any role that has content and nothing else; tool results in it have been written before.
    private bool WritePlain(ReadOnlySpan<byte> role, JsonValue content, string path)
    {
        _json.WriteStartObject();
        _json.WriteString("role"u8, role);
        if (!WriteContent(content, path))
        {
            return false;
        }

        _json.WriteEndObject();
        return true;
    }

    private bool WriteAssistant(JsonValue content, int index)
    {
        var calls = 0;
        foreach (var element in content.Elements())
        {
            var members = BlockNames.Of(element);
            if (members[Type].Is("tool_use"u8))
            {
                calls++;
            }
            else if (calls > 0 && members[Type].Is("text"u8) && !members[Text].Raw.IsEmpty)
            {
                _losses.Note("text>before_tool_use");
            }
        }

        var parts = CountParts(content);
        if (parts == 0 && calls == 0)
        {
            return true;
        }

        _json.WriteStartObject();
        _json.WriteString("role"u8, "assistant"u8);
        if (parts == 0)
        {
            _json.WriteNull("content"u8);
        }
        else if (!WriteContent(content, $"messages.{index}.content"))
        {
            return false;
        }

        if (calls > 0 && !WriteToolCalls(content, index))
        {
            return false;
        }

        _json.WriteEndObject();
        return true;
    }

    private bool WriteToolCalls(JsonValue content, int index)
    {
        _json.WriteStartArray("tool_calls"u8);
        var block = 0;
        foreach (var element in content.Elements())
        {
            var members = BlockNames.Of(element);
            if (members[Type].Is("tool_use"u8))
            {
                if (members[Id].TextOrNull() is not { } id || members[Name].TextOrNull() is not { } name)
                {
                    return Fail("The call has no id or no name. Give both as strings.", $"messages.{index}.content.{block}");
                }

                NoteMarkers(members);
                _json.WriteStartObject();
                _json.WriteString("id"u8, SafeNames.Decode(id));
                _json.WriteString("type"u8, "function"u8);
                _json.WriteStartObject("function"u8);
                _json.WriteString("name"u8, SafeNames.Decode(name));
                _json.WriteString("arguments"u8, members[Input].IsAbsent ? "{}"u8 : members[Input].Json);
                _json.WriteEndObject();
                _json.WriteEndObject();
            }

            block++;
        }

        _json.WriteEndArray();
        return true;
    }

    private bool WriteToolResult(JsonNames.Members result, string path, ref bool movesImages)
    {
        if (result[ToolUseId].TextOrNull() is not { } id)
        {
            return Fail("The member is missing. Give the id of the tool_use block that this answers.", $"{path}.tool_use_id");
        }

        NoteMarkers(result);
        _json.WriteStartObject();
        _json.WriteString("role"u8, "tool"u8);
        _json.WriteString("tool_call_id"u8, SafeNames.Decode(id));
        if (!WriteResultContent(result, path, ref movesImages))
        {
            return false;
        }

        _json.WriteEndObject();
        return true;
    }

    private readonly void NoteMarkers(JsonNames.Members block)
    {
        _losses.NoteDropped(block[CacheControl], "-cache_control");
        if (block[Citations].Elements().MoveNext() || block[Citations].IsObject)
        {
            _losses.Note("-citations");
        }
    }
}
