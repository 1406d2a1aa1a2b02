namespace Clearbar.Ledger.Journal;

/// <summary>A decoded record: one of the two halves is set, according to the type.</summary>
public readonly record struct JournalRecord(JournalRecordType Type, OpenedEntry? Opened, SettledEntry? Settled);
