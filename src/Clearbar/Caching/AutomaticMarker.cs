using System.Text;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Caching;

/// <summary>
/// Turns the top-level <c>cache_control</c> of a Messages request into a marker on a block, for surfaces that take only those. The marker goes where the
/// API itself puts it: on the last block of the last message that may carry one (Anthropic API reference, prompt caching, August 2026).
/// </summary>
public static class AutomaticMarker
{
    /// <summary>The API takes four markers; an automatic one uses one of them.</summary>
    private const int MaxMarkers = 4;

    /// <summary>What <c>x-clearbar-edits</c> calls the marker's new place.</summary>
    public const string Label = "cache_control>block";

    private const string Member = "cache_control";

    /// <summary>Adds the edits; none when the request has no automatic marker.</summary>
    public static void Expand(RequestOutline outline, ReadOnlySpan<byte> body, List<RequestEdit> edits)
    {
        if (!outline.TryGetMember(Member, out var marker))
        {
            return;
        }

        edits.Add(new RequestEdit.Remove(Member));
        var value = marker.Value.Of(body);
        if (value.SequenceEqual("null"u8) || !outline.TryGetMember("messages", out var messages))
        {
            return;
        }

        // The outline counts the automatic marker as one.
        if (outline.CacheMarkerCount > MaxMarkers)
        {
            edits.Add(new RequestEdit.Omit("cache_control:no-slot-left"));
            return;
        }

        if (FindHome(messages.Value, body) is { } home)
        {
            edits.Add(home.Mark(body, Encoding.UTF8.GetString(value)));
        }
        else
        {
            edits.Add(new RequestEdit.Omit("cache_control:no-block-takes-it"));
        }
    }

    private static MarkerHome? FindHome(ByteRange messages, ReadOnlySpan<byte> body)
    {
        MarkerHome? home = null;
        var reader = new Utf8JsonReader(messages.Of(body), new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isContent = reader.ValueTextEquals("content"u8);
                reader.Read();
                if (isContent)
                {
                    home = InContent(ref reader, messages.Start) ?? home;
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return home;
    }

    /// <summary>The last block of a message's content that may carry a marker; the reader is left at the content's last token.</summary>
    private static MarkerHome? InContent(ref Utf8JsonReader reader, int offset)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.String)
        {
            var isEmpty = reader.ValueSpan.IsEmpty;
            return isEmpty ? null : new MarkerHome(new ByteRange(offset + start, (int)reader.BytesConsumed - start), IsText: true, HasMarker: false);
        }

        MarkerHome? home = null;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            home = InBlock(ref reader, offset) ?? home;
        }

        return home;
    }

    // Thinking blocks and empty text take no marker.
    private static MarkerHome? InBlock(ref Utf8JsonReader reader, int offset)
    {
        var start = (int)reader.TokenStartIndex;
        var (eligible, hasMarker) = (true, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isText = reader.ValueTextEquals("text"u8);
            var isMarker = reader.ValueTextEquals(Member);
            reader.Read();
            eligible &= !(isType && (reader.ValueTextEquals("thinking"u8) || reader.ValueTextEquals("redacted_thinking"u8)))
                && !(isText && reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
            hasMarker |= isMarker && reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }

        return eligible ? new MarkerHome(new ByteRange(offset + start, (int)reader.BytesConsumed - start), IsText: false, hasMarker) : null;
    }

    /// <summary>Where the marker goes: a block, or a content given as one string.</summary>
    private readonly record struct MarkerHome(ByteRange Range, bool IsText, bool HasMarker)
    {
        public RequestEdit Mark(ReadOnlySpan<byte> body, string marker)
        {
            if (IsText)
            {
                var text = Encoding.UTF8.GetString(Range.Of(body));
                return new RequestEdit.Replace(Label, Range, $$"""[{"type":"text","text":{{text}},"cache_control":{{marker}}}]""");
            }

            // A block that is marked already keeps its marker: the automatic one does nothing there.
            return HasMarker
                ? new RequestEdit.Omit("cache_control:block-has-one")
                : new RequestEdit.Replace(Label, new ByteRange(Range.End - 1, 0), $",\"{Member}\":{marker}");
        }
    }
}
