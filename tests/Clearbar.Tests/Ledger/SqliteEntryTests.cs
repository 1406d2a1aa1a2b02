namespace Clearbar.Tests.Ledger;

public sealed class SqliteEntryTests() : EntryConformance(new SqliteUnderTest());
