using System.Text.Json;

namespace Clearbar.Gates.Citations;

/// <summary>
/// Finds quoted passages in an answer's prose.
/// <code>
/// quote = open *( any character ) close       ; within one paragraph
/// pairs = DQUOTE DQUOTE / U+201C U+201D / U+201E ( U+201C / U+201D ) / U+00AB U+00BB
/// </code>
/// A straight quote opens only where no letter or digit stands before it, and closes only where none follows: <c>5" pipe</c> quotes nothing.
/// </summary>
internal static class QuoteFinder
{
    /// <summary>Adds every quote of at least <paramref name="minWords"/> words.</summary>
    public static void Find(ReadOnlySpan<char> text, int minWords, List<string> quotes)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (ClosersOf(text[at]) is not { } closers || (text[at] == '"' && at > 0 && char.IsLetterOrDigit(text[at - 1])))
            {
                continue;
            }

            var rest = text[(at + 1)..];
            var end = End(rest, closers);
            if (end < 0)
            {
                continue;
            }

            if (Words(rest[..end]) >= minWords)
            {
                quotes.Add(rest[..end].ToString());
            }

            at += end + 1;
        }
    }

    /// <summary>Adds the quotes in every string of a JSON value: there the quotes around strings quote nothing.</summary>
    public static void Find(JsonElement value, int minWords, List<string> quotes)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Find(value.GetString(), minWords, quotes);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Find(item, minWords, quotes);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Find(member.Value, minWords, quotes);
                }

                break;
            default:
                break;
        }
    }

    private static string? ClosersOf(char open) => open switch
    {
        '"' => "\"",
        '\u201C' => "\u201D",
        '\u201E' => "\u201C\u201D",
        '\u00AB' => "\u00BB",
        _ => null,
    };

    private static int End(ReadOnlySpan<char> rest, string closers)
    {
        for (var at = 0; at < rest.Length; at++)
        {
            if (rest[at] == '\n' && rest[(at + 1)..].TrimStart(" \t\r") is ['\n', ..])
            {
                return -1;
            }

            if (closers.Contains(rest[at], StringComparison.Ordinal)
                && (rest[at] != '"' || at + 1 == rest.Length || !char.IsLetterOrDigit(rest[at + 1])))
            {
                return at;
            }
        }

        return -1;
    }

    private static int Words(ReadOnlySpan<char> text)
    {
        var length = default(TextLength);
        length.Add(text);
        return length.Words;
    }
}
