using System.Text.Json;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <content>The messages and their blocks.</content>
internal ref partial struct OutlineScanner
{
    // message = { "role": "user" / "assistant" / "system", "content": string / [ *block ] }
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
        var hasContent = false;
        while (_cursor.NextMember())
        {
            if (_cursor.Is(Words.Role))
            {
                _cursor.Read();
                role = ReadRole();
                if (role == MessageRole.Missing)
                {
                    return Fail("The role must be \"user\", \"assistant\" or \"system\".", $"messages.{index}.role");
                }
            }
            else if (_cursor.Is(Words.Content))
            {
                hasContent = true;
                _cursor.Read();
                if (!ScanContent(index))
                {
                    return false;
                }
            }
            else
            {
                _cursor.SkipValue();
            }
        }

        if (role == MessageRole.Missing)
        {
            return Fail("The member is missing. Give \"user\", \"assistant\" or \"system\".", $"messages.{index}.role");
        }

        _draft.EndMessage(role == MessageRole.User, role == MessageRole.System);
        return hasContent || Fail("The member is missing. Give a string or an array of blocks.", $"messages.{index}.content");
    }

    private readonly MessageRole ReadRole()
    {
        if (_cursor.Token != JsonTokenType.String)
        {
            return MessageRole.Missing;
        }

        return _cursor.Is("user"u8) ? MessageRole.User
            : _cursor.Is("assistant"u8) ? MessageRole.Assistant
            : _cursor.Is("system"u8) ? MessageRole.System
            : MessageRole.Missing;
    }

    private bool ScanContent(int message)
    {
        if (_cursor.Token == JsonTokenType.String)
        {
            _draft.CountText(_cursor.Raw);
            _draft.AddMessageText(_cursor.RawRange);
            return true;
        }

        if (_cursor.Token != JsonTokenType.StartArray)
        {
            return Fail("The content must be a string or an array of blocks.", $"messages.{message}.content");
        }

        for (var index = 0; _cursor.NextElement(); index++)
        {
            if (_cursor.Token != JsonTokenType.StartObject)
            {
                return Fail("Each block must be an object with a type.", $"messages.{message}.content.{index}");
            }

            var start = _cursor.Start;
            var block = ScanBlock();
            if (!AddBlock(block, start, message, index))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddBlock(Block block, int start, int message, int index)
    {
        switch (block.Kind)
        {
            case BlockKind.Missing:
                return Fail(
                    "The member is missing. Give the block's type, for example \"text\".", $"messages.{message}.content.{index}.type");
            case BlockKind.Text:
                if (!block.HasText)
                {
                    return Fail("The member is missing. Give the block's text as a string.", $"messages.{message}.content.{index}.text");
                }

                _draft.AddMessageText(block.Text);
                return true;
            case BlockKind.Thinking:
                _draft.AddThinking(Until(start));
                return true;
            case BlockKind.ToolResult:
                if (!block.HasToolUseId)
                {
                    return Fail(
                        "The member is missing. Give the id of the tool_use block that this answers.",
                        $"messages.{message}.content.{index}.tool_use_id");
                }

                _draft.AddToolResult(block.ToolUseId);
                return true;
            default:
                return true;
        }
    }

    private enum MessageRole : byte
    {
        Missing,
        User,
        Assistant,
        System,
    }
}
