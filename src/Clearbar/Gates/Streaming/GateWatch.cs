namespace Clearbar.Gates.Streaming;

/// <summary>
/// One gate looking at one answer's text while it arrives. Belongs to one attempt, not thread-safe. What it says is a proof and not a guess: once
/// <see cref="Outlook"/> is <see cref="Outlook.Doomed"/> the gate passes no text that begins with what has come, and once it is
/// <see cref="Outlook.Safe"/> it passes every one; it never changes back.
/// </summary>
public abstract class GateWatch
{
    public Outlook Outlook { get; private set; }

    /// <summary>Why the answer is doomed, in the words of the gate's own failures; empty while it is not.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Looks at what is new; nothing that was decided is looked at again.</summary>
    /// <param name="text">All text so far. A character beyond U+FFFF may be cut between its two halves at the end.</param>
    /// <param name="from">Where the new text begins.</param>
    public void See(ReadOnlySpan<char> text, int from)
    {
        if (Outlook == Outlook.Open && from < text.Length)
        {
            Look(text, from);
        }
    }

    /// <inheritdoc cref="See"/>
    protected abstract void Look(ReadOnlySpan<char> text, int from);

    protected void Doom(string reason)
    {
        Outlook = Outlook.Doomed;
        Reason = reason;
    }

    protected void Pass() => Outlook = Outlook.Safe;
}
