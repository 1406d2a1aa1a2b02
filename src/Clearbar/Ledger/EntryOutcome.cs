namespace Clearbar.Ledger;

/// <summary>How an attempt ended. Values are persisted: append only, never renumber.</summary>
public enum EntryOutcome : byte
{
    /// <summary>Opened and not settled yet.</summary>
    Open = 0,

    /// <summary>Its answer was relayed to the client.</summary>
    Accepted = 1,

    /// <summary>A gate did not pass it and another answer was asked for, of the next rung or of the same one. Billed all the same.</summary>
    Escalated = 2,

    /// <summary>The upstream refused or failed before answering.</summary>
    Failed = 3,

    /// <summary>The answer broke off in mid-stream.</summary>
    Broken = 4,

    /// <summary>The client hung up.</summary>
    ClientGone = 5,

    /// <summary>The gateway died before settling; the cost is unknown up to the entry's ceiling.</summary>
    Abandoned = 6,

    /// <summary>The gateway asked another tier the same for its own learning; the client never saw it.</summary>
    Shadow = 7,

    /// <summary>A further answer of the same rung, asked for by an agreement gate.</summary>
    Sample = 8,

    /// <summary>A tier was asked to judge answers.</summary>
    Judge = 9,
}
