using System.Globalization;
using System.Text;

namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <summary>
/// Names the documents of one request as Converse demands.
/// <code>
/// name = 1*200( letter / digit / "-" / "(" / ")" / "[" / "]" / single space )     ; unique within the request
/// </code>
/// A character that is not allowed becomes a hyphen; a document without a title is <c>doc-N</c>. The same request always gives the same
/// names, so they do not break a prompt cache. Source: Amazon Bedrock user guide, Converse, DocumentBlock, 2025.
/// </summary>
internal sealed class DocumentNames
{
    private const int MaxLength = 200;

    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    public string Next(string? title)
    {
        _count++;
        var name = Sanitize(title ?? "");
        if (name.Length == 0)
        {
            name = Numbered("doc", _count);
        }

        var unique = name;
        for (var number = 2; !_given.Add(unique); number++)
        {
            unique = Numbered(name, number);
        }

        return unique;
    }

    private static string Numbered(string name, int number)
    {
        var suffix = "-" + number.ToString(CultureInfo.InvariantCulture);
        return name[..Math.Min(name.Length, MaxLength - suffix.Length)] + suffix;
    }

    private static string Sanitize(string title)
    {
        var name = new StringBuilder(Math.Min(title.Length, MaxLength));
        foreach (var letter in title)
        {
            var allowed = char.IsAsciiLetterOrDigit(letter) || letter is '-' or '(' or ')' or '[' or ']' ? letter
                : char.IsWhiteSpace(letter) ? ' ' : '-';
            var isSecondSpace = allowed == ' ' && (name.Length == 0 || name[^1] == ' ');
            if (!isSecondSpace && name.Length < MaxLength)
            {
                name.Append(allowed);
            }
        }

        return name.ToString().TrimEnd();
    }
}
