namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <content>
/// The messages. A message is opened when its first block is written, so that one whose blocks all fall away leaves nothing behind, and
/// turns of one role become one: Converse wants roles to alternate.
/// </content>
internal sealed partial class RequestWriter
{
    private Role _role;
    private bool _endsWithMarker;

    private void WriteMessages(BodyNode messages, BodyNode automaticMarker)
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
        else if (!_endsWithMarker)
        {
            // The top-level marker is the last block's own, and means nothing where that has one.
            CacheMarkers.WriteCachePoint(json, _markers.Take(automaticMarker, "cache_control", new Place("body")));
        }

        CloseMessage();
        json.WriteEndArray();
    }

    private void WriteMessage(BodyNode message, int index, bool isLast)
    {
        var role = message["role"u8].Is("assistant"u8) ? Role.Assistant : message["role"u8].Is("system"u8) ? Role.System : Role.User;
        var place = new Place("messages", index);
        var content = message["content"u8];
        if (content.IsString)
        {
            WriteIfFilled(content, default, role, place, isLast && role == Role.Assistant);
            return;
        }

        var elements = content.Elements;
        for (var at = 0; elements.MoveNext(); at++)
        {
            var block = elements.Current;
            var type = block["type"u8];
            if (type.Is("text"u8))
            {
                var isLastText = isLast && role == Role.Assistant && !elements.Following.Exists;
                WriteIfFilled(block["text"u8], block, role, place, isLastText);
                continue;
            }

            OpenMessage(role);
            var nested = WriteBlock(block, type, place, at);
            EndBlock(block["cache_control"u8], nested, place);
        }
    }

    // Empty text is refused by the service, and so is an assistant's unfinished turn that is only white space.
    private void WriteIfFilled(BodyNode text, BodyNode block, Role role, Place place, bool isLastText)
    {
        if (!text.IsFilledString || (isLastText && string.IsNullOrWhiteSpace(text.Text)))
        {
            losses.Add($"-text@{place}");
            RecordIfThere(block["cache_control"u8], $"cache_control@{place}");
            return;
        }

        OpenMessage(role);
        if (block.Exists)
        {
            ConverseBlocks.WriteText(json, block, out var citationsLost);
            if (citationsLost > 0)
            {
                losses.Add($"-citations@{place}");
            }
        }
        else
        {
            WriteText(text);
        }

        EndBlock(block["cache_control"u8], default, place);
    }

    // A marker inside a tool's result moves behind the result: Converse has no place for it within.
    private void EndBlock(BodyNode marker, BodyNode nested, Place place)
    {
        if (nested.Exists)
        {
            losses.Add(marker.Exists ? $"cache_control@{place}" : $"cache_control.moved@{place}");
        }

        var taken = _markers.Take(marker.Exists ? marker : nested, "cache_control", place);
        CacheMarkers.WriteCachePoint(json, taken);
        _endsWithMarker = taken != CacheMarker.None;
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
        var mapped = ToolIds.ToConverse(id.Text ?? "", out var isHashed);
        if (isHashed)
        {
            losses.Add($"tool_use_id@{place}");
        }

        return mapped;
    }

    private enum Role : byte
    {
        None,
        User,
        Assistant,
        System,
    }
}
