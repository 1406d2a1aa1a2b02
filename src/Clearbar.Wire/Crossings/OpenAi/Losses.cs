namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>Notes what a crossing leaves out or changes, each name once however often it happens.</summary>
internal static class Losses
{
    private const int MaxNameLength = 64;

    public static void Note(this ICollection<string> losses, string name)
    {
        if (!losses.Contains(name))
        {
            losses.Add(name);
        }
    }

    /// <summary>
    /// Notes a member this version does not know. Its name is the client's own text and losses are told in a response header, so all but
    /// letters, digits and <c>_ - .</c> become <c>?</c>, and what is beyond a documented name's length is cut.
    /// </summary>
    public static void NoteUnknown(this ICollection<string> losses, string name)
    {
        Span<char> printable = stackalloc char[Math.Min(name.Length, MaxNameLength)];
        for (var at = 0; at < printable.Length; at++)
        {
            printable[at] = char.IsAsciiLetterOrDigit(name[at]) || name[at] is '_' or '-' or '.' ? name[at] : '?';
        }

        losses.Note($"-{printable}");
    }

    /// <summary>Notes a member that is left out, if the client gave it.</summary>
    public static void NoteDropped(this ICollection<string> losses, Json.JsonValue value, string name)
    {
        if (!value.IsAbsent)
        {
            losses.Note(name);
        }
    }
}
