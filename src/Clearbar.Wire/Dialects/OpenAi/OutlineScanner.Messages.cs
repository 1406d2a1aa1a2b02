using System.Buffers.Binary;
using System.Text.Json;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <content>The messages.</content>
internal ref partial struct OutlineScanner
{
    // message = { "role", "content": string / [ *part ] / null, ["tool_calls": [...]], ["tool_call_id": string], ["refusal": string],
    // *other }
    private bool ScanMessages()
    {
        _sawMessages = true;
        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return Fail("Give an array with at least one message.", "messages");
        }

        for (var index = 0; _cursor.NextElement(); index++)
        {
            if (_cursor.Token != JsonTokenType.StartObject)
            {
                return Fail("Each message must be an object with role and content.", $"messages.{index}");
            }

            if (!ScanMessage(index))
            {
                return false;
            }
        }

        return _draft.MessageCount > 0 || Fail("The array is empty. Give at least one message.", "messages");
    }

    private bool ScanMessage(int index)
    {
        _draft.StartMessage();
        var role = MessageRole.Missing;
        var content = default(ByteRange);
        var toolCallId = default(ByteRange?);
        while (_cursor.NextMember())
        {
            if (_cursor.Is(Words.Role))
            {
                _cursor.Read();
                role = ReadRole();
            }
            else if (_cursor.Is(Words.Content))
            {
                _cursor.Read();
                var start = _cursor.Start;
                if (!ScanContent(index))
                {
                    return false;
                }

                content = _cursor.IsNull ? default : Until(start);
            }
            else if (_cursor.Is(Words.ToolCallId))
            {
                _cursor.Read();
                toolCallId = _cursor.Token == JsonTokenType.String ? _cursor.RawRange : null;
            }
            else
            {
                ScanOtherMember();
            }

            _cursor.SkipAny();
        }

        return EndMessage(index, role, content, toolCallId);
    }

    private bool EndMessage(int index, MessageRole role, ByteRange content, ByteRange? toolCallId)
    {
        switch (role)
        {
            case MessageRole.Missing:
                return Fail(
                    "Give \"developer\", \"system\", \"user\", \"assistant\" or \"tool\" as the role.", $"messages.{index}.role");
            case MessageRole.Tool when toolCallId is null:
                return Fail("The member is missing. Give the id of the tool call that this answers.", $"messages.{index}.tool_call_id");
            case MessageRole.Tool:
                _draft.AddToolResult(toolCallId.Value);
                _draft.EndToolMessage();
                break;
            default:
                _draft.EndMessage(role == MessageRole.User, role == MessageRole.System);
                break;
        }

        if (content.IsEmpty && role is (MessageRole.User or MessageRole.System))
        {
            return Fail("The member is missing. Give a string or an array of parts.", $"messages.{index}.content");
        }

        if (role != MessageRole.System)
        {
            _pastLeadingSystem = true;
        }
        else if (!_pastLeadingSystem)
        {
            AddToSystemFingerprint(content);
        }

        return true;
    }

    // One leading message has the fingerprint its content would have as a Messages system prompt; further ones are chained to it.
    private readonly void AddToSystemFingerprint(ByteRange content)
    {
        var hash = OutlineDraft.Fingerprint(content.Of(_body));
        if (_draft.SystemFingerprint == 0)
        {
            _draft.SystemFingerprint = hash;
            return;
        }

        Span<byte> pair = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(pair, _draft.SystemFingerprint);
        BinaryPrimitives.WriteUInt64LittleEndian(pair[sizeof(ulong)..], hash);
        _draft.SystemFingerprint = OutlineDraft.Fingerprint(pair);
    }

    private readonly MessageRole ReadRole()
    {
        if (_cursor.Token != JsonTokenType.String)
        {
            return MessageRole.Missing;
        }

        return _cursor.Is("user"u8) ? MessageRole.User
            : _cursor.Is("assistant"u8) || _cursor.Is(Words.Function) ? MessageRole.Other
            : _cursor.Is("tool"u8) ? MessageRole.Tool
            : _cursor.Is("system"u8) || _cursor.Is("developer"u8) ? MessageRole.System
            : MessageRole.Missing;
    }

    private enum MessageRole : byte
    {
        Missing,
        User,
        System,
        Tool,
        Other,
    }
}
