namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>Notes what a crossing leaves out or changes, each name once however often it happens.</summary>
internal static class Losses
{
    public static void Note(this ICollection<string> losses, string name)
    {
        if (!losses.Contains(name))
        {
            losses.Add(name);
        }
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
