namespace Clearbar.Tests.Ledger;

public sealed class PostgresRollupTests() : RollupConformance(new PostgresUnderTest(), ledgers: 20);
