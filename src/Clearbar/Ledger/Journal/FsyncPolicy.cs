namespace Clearbar.Ledger.Journal;

/// <summary>
/// When the journal is forced to the disk. A killed or crashed gateway loses nothing under any policy, because every record is handed to
/// the operating system before its append returns; the policies differ only in what a power cut or a kernel crash may take.
/// </summary>
public enum FsyncPolicy : byte
{
    /// <summary>
    /// A background flush once per <see cref="LedgerOptions.FsyncInterval"/>. A power cut may lose the records of the last interval.
    /// </summary>
    Interval = 0,

    /// <summary>
    /// Every append waits for the disk; appends that wait together share one flush. A power cut loses nothing. Each request pays two
    /// flushes.
    /// </summary>
    Always = 1,

    /// <summary>The operating system decides (on Linux about 30 s). A power cut may lose everything it had not written back.</summary>
    None = 2,
}
