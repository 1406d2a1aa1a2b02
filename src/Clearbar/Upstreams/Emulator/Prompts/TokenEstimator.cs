namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Counts tokens the way a tokenizer roughly would, deterministically and without a vocabulary. An estimate, never a measurement.
/// </summary>
/// <remarks>
/// Rules, on UTF-8 text: a run of ASCII letters costs one token per five letters begun (the space before it is free); digits one per three
/// begun; punctuation one per two equal marks begun; a run of line breaks one; further white space one per four; a character of two bytes
/// half a token, of three bytes one, of four bytes two. English prose comes to about 3.6 to 4 characters per token. The tokenizer of Claude
/// 4.7 and later counts 30 % more (Anthropic documentation, Aug 2026), rounded up.
/// </remarks>
internal static class TokenEstimator
{
    private const byte Letter = 0;
    private const byte Digit = 1;
    private const byte Blank = 2;
    private const byte LineBreak = 3;
    private const byte Mark = 4;
    private const byte Lead2 = 5;
    private const byte Lead3 = 6;
    private const byte Lead4 = 7;
    private const byte Continuation = 8;

    private static readonly byte[] s_kinds = Kinds();

    /// <summary>Tokens of <paramref name="utf8"/> under the tokenizer of models before 4.7.</summary>
    public static int Count(ReadOnlySpan<byte> utf8)
    {
        var kinds = s_kinds;
        var halves = 0;
        var i = 0;
        while (i < utf8.Length)
        {
            var value = utf8[i];
            var kind = kinds[value];
            var start = i++;
            switch (kind)
            {
                case Letter:
                case Digit:
                    while (i < utf8.Length && kinds[utf8[i]] == kind)
                    {
                        i++;
                    }

                    halves += 2 * (kind == Letter ? (i - start + 4) / 5 : (i - start + 2) / 3);
                    break;
                case Mark:
                    while (i < utf8.Length && utf8[i] == value)
                    {
                        i++;
                    }

                    halves += 2 * ((i - start + 1) / 2);
                    break;
                case Blank:
                    while (i < utf8.Length && kinds[utf8[i]] == Blank)
                    {
                        i++;
                    }

                    halves += 2 * ((i - start + 2) / 4);
                    break;
                case LineBreak:
                    while (i < utf8.Length && kinds[utf8[i]] == LineBreak)
                    {
                        i++;
                    }

                    halves += 2;
                    break;
                case Lead2:
                    halves += 1;
                    break;
                case Lead3:
                    halves += 2;
                    break;
                case Lead4:
                    halves += 4;
                    break;
                default:
                    break;
            }
        }

        return (halves + 1) / 2;
    }

    /// <summary>
    /// Turns a count of <see cref="Count"/> into the count of the second tokenizer where <paramref name="second"/> is true.
    /// </summary>
    public static int Scale(int tokens, bool second) => second ? ((tokens * 13) + 9) / 10 : tokens;

    private static byte[] Kinds()
    {
        var kinds = new byte[256];
        for (var value = 0; value < 256; value++)
        {
            kinds[value] = value switch
            {
                >= 0xF0 => Lead4,
                >= 0xE0 => Lead3,
                >= 0xC0 => Lead2,
                >= 0x80 => Continuation,
                '\n' or '\r' => LineBreak,
                ' ' or '\t' => Blank,
                >= '0' and <= '9' => Digit,
                (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => Letter,
                _ => Mark,
            };
        }

        return kinds;
    }
}
