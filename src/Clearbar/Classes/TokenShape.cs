using System.Buffers;

namespace Clearbar.Classes;

/// <summary>
/// What one look at a token's characters tells: most tokens of a prompt are a word of plain letters, perhaps between marks, and need no second look.
/// </summary>
/// <param name="Length">Characters up to the next white space, or to the end.</param>
/// <param name="Letters">ASCII letters among them.</param>
/// <param name="IsPlain">ASCII with letters and without digits, and with too few letters for a hexadecimal number or one that is in none.</param>
internal readonly record struct TokenShape(int Length, int Letters, bool IsPlain)
{
    private const byte Letter = 1;

    /// <summary>A letter from G to Z.</summary>
    private const byte NoHex = 2;

    /// <summary>A digit, or a control character.</summary>
    private const byte Odd = 4;
    private const byte White = 8;

    private static readonly byte[] s_kinds = [.. Enumerable.Range(0, 128).Select(static unit => KindOf((char)unit))];

    /// <summary>Looks at the token that <paramref name="text"/> begins with.</summary>
    /// <param name="text">The rest of the prompt.</param>
    /// <param name="whiteSpace">What ends a token.</param>
    public static TokenShape Scan(ReadOnlySpan<char> text, SearchValues<char> whiteSpace)
    {
        ReadOnlySpan<byte> kinds = s_kinds;
        var (seen, letters) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var unit = text[at];
            if (unit >= kinds.Length)
            {
                var rest = text[at..].IndexOfAny(whiteSpace);
                return new TokenShape(rest < 0 ? text.Length : at + rest, letters, IsPlain: false);
            }

            var kind = kinds[unit];
            if (kind == White)
            {
                return Of(at, letters, seen);
            }

            seen |= kind;
            letters += kind & Letter;
        }

        return Of(text.Length, letters, seen);
    }

    private static TokenShape Of(int length, int letters, int seen) => new(
        length, letters, letters > 0 && (seen & Odd) == 0 && (letters < TokenMask.ShortestHex || (seen & NoHex) != 0));

    private static byte KindOf(char unit) => unit switch
    {
        ' ' or '\t' or '\n' or '\r' or '\f' or '\v' => White,
        _ when char.IsAsciiLetter(unit) => char.IsAsciiHexDigit(unit) ? Letter : (byte)(Letter | NoHex),
        _ => char.IsAsciiDigit(unit) || char.IsControl(unit) ? Odd : (byte)0,
    };
}
