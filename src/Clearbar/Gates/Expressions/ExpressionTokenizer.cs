using System.Text;

namespace Clearbar.Gates.Expressions;

/// <summary>
/// Splits an expression into words.
/// <code>
/// number = 1*DIGIT [ "." 1*DIGIT ]
/// text   = DQUOTE *( char / "\" char ) DQUOTE / "'" *( char / "\" char ) "'"    ; "\" takes the next character as it is
/// quoted = "`" 1*char "`"
/// name   = ( letter / "_" / "$" ) *( letter / DIGIT / "_" / "$" )
/// sign   = "==" / "!=" / "&lt;=" / "&gt;=" / one of "&lt; &gt; + - * / % ( ) [ ] , ."
/// </code>
/// </summary>
internal static class ExpressionTokenizer
{
    private const string Signs = "<>+-*/%()[],.";

    public static List<Token> Split(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            tokens.Add(Next(text, ref at, start));
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token Next(string text, ref int at, int start)
    {
        var first = text[at];
        if (char.IsAsciiDigit(first))
        {
            return new Token(TokenKind.Number, Number(text, ref at), start);
        }

        if (first is '"' or '\'' or '`')
        {
            return new Token(first == '`' ? TokenKind.Quoted : TokenKind.Text, Quoted(text, ref at), start);
        }

        if (IsNamePart(first))
        {
            while (at < text.Length && IsNamePart(text[at]))
            {
                at++;
            }

            return new Token(TokenKind.Name, text[start..at], start);
        }

        if (first is '=' or '!' or '<' or '>' && at + 1 < text.Length && text[at + 1] == '=')
        {
            at += 2;
            return new Token(TokenKind.Sign, text[start..at], start);
        }

        if (!Signs.Contains(first, StringComparison.Ordinal))
        {
            throw new ExpressionException(at, first == '=' ? "write == to compare" : "a character that has no meaning here");
        }

        at++;
        return new Token(TokenKind.Sign, text[start..at], start);
    }

    private static string Number(string text, ref int at)
    {
        var start = at;
        Digits(text, ref at);
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            Digits(text, ref at);
        }

        return text[start..at];

        static void Digits(string text, ref int at)
        {
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }
        }
    }

    private static string Quoted(string text, ref int at)
    {
        var start = at;
        var quote = text[at++];
        var inside = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            at += text[at] == '\\' && quote != '`' && at + 1 < text.Length ? 1 : 0;
            inside.Append(text[at++]);
        }

        if (at == text.Length)
        {
            throw new ExpressionException(start, "this quote is never closed");
        }

        at++;
        return inside.ToString();
    }

    private static bool IsNamePart(char value) => char.IsLetterOrDigit(value) || value is '_' or '$';
}
