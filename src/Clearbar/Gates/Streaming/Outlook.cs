namespace Clearbar.Gates.Streaming;

/// <summary>What is certain of a verdict while the answer still arrives.</summary>
public enum Outlook : byte
{
    /// <summary>Nothing is certain yet.</summary>
    Open,

    /// <summary>However the answer goes on, it passes.</summary>
    Safe,

    /// <summary>However the answer goes on, it does not pass.</summary>
    Doomed,
}
