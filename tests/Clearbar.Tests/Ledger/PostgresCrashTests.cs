namespace Clearbar.Tests.Ledger;

public sealed class PostgresCrashTests() : CrashConformance(new PostgresUnderTest(), tests: 60);
