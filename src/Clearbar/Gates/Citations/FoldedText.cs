using System.Text;

namespace Clearbar.Gates.Citations;

/// <summary>
/// Text without what copying changes: case, white space, the shape of quotes and dashes, ligatures, invisible characters, and the emphasis marks
/// of Markdown. Folding twice is folding once.
/// </summary>
internal static class FoldedText
{
    public static string Of(string text)
    {
        var builder = new StringBuilder(text.Length);
        Append(builder, text);
        return builder.ToString().TrimEnd(' ');
    }

    public static void Append(StringBuilder builder, ReadOnlySpan<char> text)
    {
        foreach (var current in text)
        {
            if (char.IsWhiteSpace(current))
            {
                if (builder.Length > 0 && builder[^1] != ' ')
                {
                    builder.Append(' ');
                }

                continue;
            }

            Append(builder, current);
        }
    }

    private static void Append(StringBuilder builder, char current)
    {
        switch (current)
        {
            // Soft hyphen, zero width characters, byte order mark; emphasis and code marks.
            case '\u00AD' or (>= '\u200B' and <= '\u200D') or '\u2060' or '\uFEFF' or '*' or '_' or '`':
                break;
            case '"' or '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u00AB' or '\u00BB' or '\u2039' or '\u203A'
                or '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u00B4':
                builder.Append('\'');
                break;
            case (>= '\u2010' and <= '\u2015') or '\u2212':
                builder.Append('-');
                break;
            case '\u2026':
                builder.Append("...");
                break;
            case '\uFB00':
                builder.Append("ff");
                break;
            case '\uFB01':
                builder.Append("fi");
                break;
            case '\uFB02':
                builder.Append("fl");
                break;
            default:
                builder.Append(char.ToLowerInvariant(current));
                break;
        }
    }
}
