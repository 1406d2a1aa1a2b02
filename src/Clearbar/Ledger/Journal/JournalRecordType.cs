namespace Clearbar.Ledger.Journal;

/// <summary>What a journal record says. Values are persisted: append only, never renumber.</summary>
public enum JournalRecordType : byte
{
    /// <summary>No record; never written, so that a zero-filled tail is not mistaken for one.</summary>
    None = 0,

    /// <summary>An <see cref="OpenedEntry"/>.</summary>
    Opened = 1,

    /// <summary>A <see cref="SettledEntry"/> as the gateway that made the attempt saw it.</summary>
    Settled = 2,

    /// <summary>
    /// A <see cref="SettledEntry"/> decided by a later start for an entry its gateway never settled. Yields to a <see cref="Settled"/>.
    /// </summary>
    Abandoned = 3,
}
