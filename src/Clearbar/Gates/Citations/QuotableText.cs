using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Clearbar.Wire;

namespace Clearbar.Gates.Citations;

/// <summary>
/// The text an answer may quote, folded: what stands in a request's system prompt, messages and documents. Immutable.
/// </summary>
/// <remarks>
/// Read are string values named <c>text</c>, <c>content</c>, <c>system</c>, <c>title</c>, <c>context</c> (Anthropic Messages, Converse, Chat
/// Completions), everything inside <c>json</c> and <c>input</c> (tool results of Converse, tool inputs), and <c>data</c> unless it is base64.
/// What is base64, a URL or a file elsewhere cannot be read; then nobody can say that a quote is not in it.
/// </remarks>
public sealed class QuotableText
{
    private readonly string _text;

    private QuotableText(string text, bool hasUnreadable)
    {
        _text = text;
        HasUnreadable = hasUnreadable;
    }

    /// <summary>The request also has documents or images whose text is not in the body as text.</summary>
    public bool HasUnreadable { get; }

    /// <summary>Whether a passage stands in the text, at the edges of words. Left-out parts ("…", "[…]") may be any text.</summary>
    public bool Contains(string passage)
    {
        var from = 0;
        var any = false;
        foreach (var part in FoldedText.Of(passage).Replace("[...]", "...", StringComparison.Ordinal).Split("..."))
        {
            var wanted = part.AsSpan().Trim(" .,;:!?'");
            if (wanted.IsEmpty)
            {
                continue;
            }

            any = true;
            var found = Find(wanted, from);
            if (found < 0)
            {
                return false;
            }

            from = found + wanted.Length;
        }

        return any;
    }

    internal static QuotableText Read(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        var text = new StringBuilder();
        var unreadable = false;
        foreach (var name in (ReadOnlySpan<string>)["system", "messages"])
        {
            if (!outline.TryGetMember(name, out var member))
            {
                continue;
            }

            var value = member.Value.Of(body);
            if (!Utf8.IsValid(value) || !StrictJson.IsValid(value))
            {
                unreadable = true;
                continue;
            }

            Collect(value, name, text, ref unreadable);
        }

        return new QuotableText(text.ToString(), unreadable);
    }

    private static void Collect(ReadOnlySpan<byte> value, string rootName, StringBuilder text, ref bool unreadable)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
        var wanted = rootName == "system";
        var wholeFrom = int.MaxValue;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    if (reader.CurrentDepth <= wholeFrom)
                    {
                        wholeFrom = reader.ValueTextEquals("json"u8) || reader.ValueTextEquals("input"u8) ? reader.CurrentDepth : int.MaxValue;
                    }

                    wanted = wholeFrom != int.MaxValue || IsText(ref reader);
                    unreadable |= wholeFrom == int.MaxValue && IsElsewhere(ref reader);
                    break;
                case JsonTokenType.String when wanted:
                    AppendText(reader.GetString()!, text, ref unreadable);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsText(ref Utf8JsonReader reader) => reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("content"u8)
        || reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("title"u8) || reader.ValueTextEquals("context"u8);

    private static bool IsElsewhere(ref Utf8JsonReader reader) => reader.ValueTextEquals("bytes"u8) || reader.ValueTextEquals("url"u8)
        || reader.ValueTextEquals("file_id"u8) || reader.ValueTextEquals("file_data"u8) || reader.ValueTextEquals("image_url"u8)
        || reader.ValueTextEquals("s3Location"u8);

    // The members of a source come in any order, so the data itself tells whether it is text: base64 of a document is long and has no blank.
    private static void AppendText(string value, StringBuilder text, ref bool unreadable)
    {
        if (value.Length >= 64 && Base64.IsValid(value))
        {
            unreadable = true;
            return;
        }

        // A break between two pieces, which no passage can span as one word.
        FoldedText.Append(text, value);
        text.Append(text.Length > 0 && text[^1] != ' ' ? " " : "");
    }

    private int Find(ReadOnlySpan<char> wanted, int from)
    {
        var text = _text.AsSpan();
        while (from <= text.Length - wanted.Length)
        {
            var at = text[from..].IndexOf(wanted);
            if (at < 0)
            {
                return -1;
            }

            at += from;
            var end = at + wanted.Length;
            if ((at == 0 || !Joins(text[at - 1], text[at])) && (end == text.Length || !Joins(text[end - 1], text[end])))
            {
                return at;
            }

            from = at + 1;
        }

        return -1;
    }

    private static bool Joins(char left, char right) => char.IsLetterOrDigit(left) && char.IsLetterOrDigit(right);
}
