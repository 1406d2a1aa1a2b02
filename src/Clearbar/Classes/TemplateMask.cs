using System.Buffers;

namespace Clearbar.Classes;

/// <summary>
/// Turns a system prompt into its template: what changes from request to request becomes one <see cref="Mark"/>, so that two prompts made from
/// one template have the same mask. Idempotent, and a function of the text alone.
/// </summary>
/// <remarks>
/// <code>
/// text   = *( token white-space )          white space becomes one line feed if it has one, else one space
/// token  = punctuation core punctuation    an e-mail address, and the query of a URL, are masked whole
/// core   = piece *( separator piece )      a piece with a digit, or of 8 and more hex digits, or a day's or month's name, is masked
/// </code>
/// Masked pieces with one of <c>- : . / , + _ '</c> between them, and masked words that follow each other, become one mark: dates, times, numbers
/// and identifiers look alike however they are written. Capitalised words after a word that announces a name (<c>customer Maria Gonzalez</c>,
/// <c>Name: Li</c>) are masked as one; other names are left to <see cref="TemplateSketch"/>, because a capital alone does not tell Maria from French.
/// </remarks>
public static class TemplateMask
{
    /// <summary>Stands for what was masked: WHITE SQUARE, which prompts do not use.</summary>
    public const char Mark = '\u25A1';

    /// <summary>Characters of a prompt that are looked at; more would only repeat what is known by then.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>The mask of a text, for people and tests; the gateway keeps only hashes of it.</summary>
    public static string Apply(string text) => Use(text, static masked => masked.ToString());

    /// <summary>Hands the mask to <paramref name="use"/>; the characters are valid only during the call.</summary>
    internal static T Use<T>(ReadOnlySpan<char> text, MaskUse<T> use)
    {
        text = text.Length > MaxLength ? text[..MaxLength] : text;

        // A mark is never longer than what it stands for, and one space may follow the last word.
        var rented = ArrayPool<char>.Shared.Rent(text.Length + 1);
        var writer = new TemplateWriter(rented);
        foreach (var range in text.SplitAny(WhiteSpace))
        {
            var token = text[range];
            var endsLine = range.End.Value < text.Length && text[range.End.Value] is '\n' or '\r';
            if (token.Length > 0)
            {
                writer.Add(token);
            }

            if (endsLine)
            {
                writer.EndLine();
            }
        }

        var result = use(writer.Written);
        ArrayPool<char>.Shared.Return(rented, clearArray: true);
        return result;
    }

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\n\r\f\v\u0085\u00A0\u2028\u2029\u3000\u200B\uFEFF");
}

/// <summary>Looks at a mask.</summary>
internal delegate T MaskUse<out T>(ReadOnlySpan<char> masked);
