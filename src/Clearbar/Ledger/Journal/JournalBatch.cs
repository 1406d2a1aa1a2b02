namespace Clearbar.Ledger.Journal;

/// <summary>What one read of the journal gave: records in order, the place after them, and what could not be read on the way.</summary>
public sealed class JournalBatch
{
    public List<JournalRecord> Records { get; } = [];

    public List<JournalDamage> Damage { get; } = [];

    /// <summary>Where the next read begins.</summary>
    public JournalPosition Next { get; set; }

    /// <summary>Journal bytes of the records and damage passed over.</summary>
    public long Bytes { get; set; }
}
