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
    public static string Apply(string text)
    {
        using var masked = Of(text);
        return masked.Text.ToString();
    }

    /// <summary>The mask of a text, to be given back.</summary>
    internal static MaskedText Of(ReadOnlySpan<char> text)
    {
        text = text.Length > MaxLength ? text[..MaxLength] : text;

        // A mark is never longer than what it stands for, and one space may follow the last word.
        var rented = ArrayPool<char>.Shared.Rent(text.Length + 1);
        var writer = new TemplateWriter(rented);
        for (var at = 0; at < text.Length;)
        {
            var word = TokenShape.Scan(text[at..], WhiteSpace);
            at += word.Length;
            if (word.Length > 0)
            {
                writer.Add(text.Slice(at - word.Length, word.Length), word);
            }

            if (at < text.Length && text[at++] is '\n' or '\r')
            {
                writer.EndLine();
            }
        }

        return new MaskedText(rented, writer.Written.Length);
    }

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\n\r\f\v\u0085\u00A0\u2028\u2029\u3000\u200B\uFEFF");
}
