using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Carries tool call ids between Converse and the Messages dialect, both ways without loss, and without memory: nothing is kept per
/// request.
/// <code>
/// converse-id  = 1*64( ALPHA / DIGIT / "_" / "-" / "." / ":" )
/// anthropic-id = 1*( ALPHA / DIGIT / "_" / "-" )
/// escaped      = "enc-" *( ALPHA / DIGIT / "-" / "__" / "_d" / "_c" )      ; "_", "." and ":"
/// hashed       = "hsh-" 40HEXDIG                                          ; an id that fits no other way
/// </code>
/// An id that is legal as it stands stays as it is, unless it would itself read as an escaped one. Sources: AWS service model,
/// bedrock-runtime 2026-07-31, ToolUseId; Anthropic API reference, tool_use. A Messages id has no documented length; 64 keeps all dialects
/// content.
/// </summary>
internal static class ToolIds
{
    private const int MaxLength = 64;
    private const string EscapePrefix = "enc-";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> WithMarks =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    /// <summary>The id as the Messages dialect may carry it. Not reversible when it is hashed: <paramref name="isHashed"/>.</summary>
    public static string ToAnthropic(string id, out bool isHashed)
    {
        var isPlain = !id.AsSpan().ContainsAnyExcept(Plain);
        isHashed = id.AsSpan().ContainsAnyExcept(WithMarks);
        if (!isHashed && (!isPlain || IsEscaped(id)))
        {
            id = Escape(id);
        }

        isHashed |= id.Length > MaxLength;
        return isHashed ? Hash(id) : id;
    }

    /// <summary>The id as Converse may carry it; an escaped one becomes what it was. Not reversible when it is hashed.</summary>
    public static string ToConverse(string id, out bool isHashed)
    {
        if (id.Length <= MaxLength && IsEscaped(id))
        {
            isHashed = false;
            return Unescape(id)!;
        }

        isHashed = id.Length > MaxLength || id.AsSpan().ContainsAnyExcept(WithMarks);
        return isHashed ? Hash(id) : id;
    }

    // Only what escaping would really have made counts, so that no two ids meet: "enc-abc" means itself, for "abc" needs no escape.
    private static bool IsEscaped(string id) =>
        Unescape(id) is { } original && (original.AsSpan().ContainsAnyExcept(Plain) || IsEscaped(original));

    private static string Escape(string id)
    {
        var escaped = new StringBuilder(EscapePrefix, id.Length + 8);
        foreach (var letter in id)
        {
            _ = letter switch
            {
                '_' => escaped.Append("__"),
                '.' => escaped.Append("_d"),
                ':' => escaped.Append("_c"),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }

    private static string? Unescape(string id)
    {
        if (!id.StartsWith(EscapePrefix, StringComparison.Ordinal) || id.AsSpan().ContainsAnyExcept(Plain))
        {
            return null;
        }

        var original = new StringBuilder(id.Length);
        for (var index = EscapePrefix.Length; index < id.Length; index++)
        {
            var letter = id[index];
            if (letter == '_')
            {
                index++;
                letter = index == id.Length ? '\0' : id[index] switch { '_' => '_', 'd' => '.', 'c' => ':', _ => '\0' };
            }

            if (letter == '\0')
            {
                return null;
            }

            original.Append(letter);
        }

        return original.ToString();
    }

    // 160 bits of SHA-256: two ids of one conversation do not meet.
    private static string Hash(string id) => "hsh-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 20));
}
