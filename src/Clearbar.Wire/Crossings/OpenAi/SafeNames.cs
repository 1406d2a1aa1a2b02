using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>
/// Ids and names of tool calls are free-form in Chat Completions, letters, digits, <c>_</c> and <c>-</c> in Messages. Without a table,
/// which no stateless crossing could keep, an unfit one is escaped so that its escaped form can be turned back when it returns in the next
/// turn.
/// <code>
/// escaped = "enc-" *( letter / digit / "_" / "-" 2hex )        the hex is of a UTF-8 byte, in lower case
/// </code>
/// Fit texts stay as they are, except those that already look like an escaped one, so the two functions are each other's inverse on all
/// text.
/// </summary>
internal static class SafeNames
{
    private const string Prefix = "enc-";

    /// <summary>The form Messages accepts.</summary>
    public static string Encode(string text) => IsFit(text) && !TryUnescape(text, out _) ? text : Escape(text);

    /// <summary>What the encoded form stood for; other texts stay as they are.</summary>
    public static string Decode(string text) => TryUnescape(text, out var plain) ? plain : text;

    private static bool IsFit(string text)
    {
        foreach (var unit in text)
        {
            if (!IsPlain(unit) && unit != '-')
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    private static bool IsPlain(char unit) => char.IsAsciiLetterOrDigit(unit) || unit == '_';

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(Prefix, text.Length + 16);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)unit))
            {
                escaped.Append((char)unit);
            }
            else
            {
                escaped.Append('-').Append(unit.ToString("x2", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }

    // Only what Escape would have written is taken for escaped: the round trip is what decides.
    private static bool TryUnescape(string text, [NotNullWhen(true)] out string? plain)
    {
        plain = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var bytes = new byte[text.Length];
        var length = 0;
        for (var at = Prefix.Length; at < text.Length; at++)
        {
            if (text[at] != '-')
            {
                bytes[length++] = (byte)text[at];
            }
            else if (at + 2 < text.Length
                && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
            {
                length++;
                at += 2;
            }
            else
            {
                return false;
            }
        }

        var candidate = Encoding.UTF8.GetString(bytes, 0, length);
        var needsEscape = !IsFit(candidate) || TryUnescape(candidate, out _);
        if (!needsEscape || !string.Equals(Escape(candidate), text, StringComparison.Ordinal))
        {
            return false;
        }

        plain = candidate;
        return true;
    }
}
