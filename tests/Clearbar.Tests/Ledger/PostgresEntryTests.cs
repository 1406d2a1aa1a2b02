namespace Clearbar.Tests.Ledger;

public sealed class PostgresEntryTests() : EntryConformance(new PostgresUnderTest());
