namespace Clearbar.Classes;

/// <summary>Masks the volatile pieces of one token.</summary>
internal static class TokenMask
{
    /// <summary>Hex digits without a decimal one among them that are taken for an identifier.</summary>
    public const int ShortestHex = 8;

    private const int UuidLength = 36;

    // Separators that stand inside dates, times, numbers, versions and identifiers.
    private const string Joints = "-:./,+_'’";

    /// <summary>Writes the token with its volatile pieces masked and returns what was written, which is never longer than the token.</summary>
    public static ReadOnlySpan<char> Write(ReadOnlySpan<char> core, Span<char> destination)
    {
        var isUrl = core.IndexOf("://") > 0;
        var query = isUrl ? core.IndexOf('?') : -1;
        var kept = query < 0 ? core : core[..query];
        var length = 0;
        var isHome = false;
        while (!kept.IsEmpty)
        {
            var isUuid = IsUuid(kept);
            var size = isUuid ? UuidLength : PieceLength(kept);
            if (size == 0)
            {
                destination[length++] = kept[0];
                kept = kept[1..];
                continue;
            }

            var piece = kept[..size];
            kept = kept[size..];
            if (isHome || isUuid || IsVolatile(piece))
            {
                length = AddMark(destination, length);
            }
            else
            {
                piece.CopyTo(destination[length..]);
                length += size;
            }

            isHome = piece is "home" or "Users" && kept is ['/' or '\\', ..];
        }

        if (query >= 0)
        {
            destination[length++] = '?';
            if (query + 1 < core.Length)
            {
                destination[length++] = TemplateMask.Mark;
            }
        }

        return destination[..length];
    }

    // Two marks with one joint between them are one.
    private static int AddMark(Span<char> destination, int length)
    {
        if (length >= 2 && Joints.Contains(destination[length - 1]) && destination[length - 2] == TemplateMask.Mark)
        {
            return length - 1;
        }

        destination[length] = TemplateMask.Mark;
        return length + 1;
    }

    private static int PieceLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] == TemplateMask.Mark || char.IsSurrogate(text[length])))
        {
            length++;
        }

        return length;
    }

    // 8-4-4-4-12 hex digits (RFC 9562 section 4); a group of four may well have no digit to be known by.
    private static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length < UuidLength || (text.Length > UuidLength && char.IsLetterOrDigit(text[UuidLength])))
        {
            return false;
        }

        for (var index = 0; index < UuidLength; index++)
        {
            if (index is 8 or 13 or 18 or 23 ? text[index] != '-' : !char.IsAsciiHexDigit(text[index]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVolatile(ReadOnlySpan<char> piece)
    {
        var hex = true;
        foreach (var unit in piece)
        {
            if (char.IsDigit(unit) || unit == TemplateMask.Mark)
            {
                return true;
            }

            hex &= char.IsAsciiHexDigit(unit);
        }

        return (hex && piece.Length >= ShortestHex) || VolatileWords.IsOfCalendar(piece);
    }
}
