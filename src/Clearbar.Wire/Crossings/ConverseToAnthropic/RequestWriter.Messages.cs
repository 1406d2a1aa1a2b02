using System.Text;

namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <content>
/// The messages. A message is opened when its first block is written, so that one whose blocks all fall away leaves nothing behind, and
/// turns of one role become one.
/// </content>
internal sealed partial class RequestWriter
{
    private Role _role;

    private void WriteMessages(BodyNode messages)
    {
        json.WriteStartArray("messages"u8);
        var elements = messages.Elements;
        for (var index = 0; elements.MoveNext(); index++)
        {
            WriteMessage(elements.Current, index, isLast: !elements.Following.Exists);
        }

        if (_role == Role.None)
        {
            Refuse("No message has any content. Give at least one block that is not empty text.", "messages");
        }

        CloseMessage();
        json.WriteEndArray();
    }

    private void WriteMessage(BodyNode message, int index, bool isLast)
    {
        var role = message["role"u8].Is("assistant"u8) ? Role.Assistant : message["role"u8].Is("system"u8) ? Role.System : Role.User;
        var place = new Place("messages", index);
        var hasHome = false;
        var elements = message["content"u8].Elements;
        for (var at = 0; elements.MoveNext(); at++)
        {
            var block = elements.Current.OnlyMember;
            if (block.Is("cachePoint"u8))
            {
                if (!hasHome)
                {
                    _markers.Refuse("cachePoint", place);
                }

                hasHome = false;
                continue;
            }

            var isLastText = isLast && role == Role.Assistant && !elements.Following.Exists;
            if (IsEmptyText(block, isLastText))
            {
                losses.Add($"-text@{place}");
                hasHome = false;
                continue;
            }

            hasHome = TryWriteBlock(block, elements, role, place, at);
        }
    }

    // Empty text is refused by the service; so is an assistant's unfinished turn that ends in white space, which here is all there is of
    // it.
    private static bool IsEmptyText(BodyMember block, bool isLastText)
    {
        if (block.Is("citationsContent"u8))
        {
            return JoinedText.IsEmpty(block.Value["content"u8]);
        }

        var text = block.Is("text"u8) ? block.Value : block.Is("guardContent"u8) ? block.Value["text"u8]["text"u8] : default;
        return text.IsString && (!text.IsFilledString || (isLastText && string.IsNullOrWhiteSpace(text.Text)));
    }

    private void OpenMessage(Role role)
    {
        if (role == _role)
        {
            return;
        }

        CloseMessage();
        _role = role;
        json.WriteStartObject();
        json.WriteString("role"u8, role switch { Role.Assistant => "assistant"u8, Role.System => "system"u8, _ => "user"u8 });
        json.WriteStartArray("content"u8);
    }

    private void CloseMessage()
    {
        if (_role != Role.None)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private string ToolId(BodyNode id, Place place)
    {
        var mapped = ToolIds.ToAnthropic(id.Text ?? "", out var isHashed);
        if (isHashed)
        {
            losses.Add($"toolUseId@{place}");
        }

        return mapped;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    // The text of a text file that came as base64; null when it is no UTF-8 text.
    private static string? DecodeTextFile(BodyNode base64)
    {
        var bytes = new byte[base64.Inner.Length];
        return Convert.TryFromBase64String(base64.Text ?? "", bytes, out var length) && IsUtf8(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    private enum Role : byte
    {
        None,
        User,
        Assistant,
        System,
    }
}
