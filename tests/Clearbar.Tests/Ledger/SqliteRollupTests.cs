namespace Clearbar.Tests.Ledger;

public sealed class SqliteRollupTests() : RollupConformance(new SqliteUnderTest(), ledgers: 60);
