namespace Clearbar.Tests.Ledger;

public sealed class SqliteCrashTests() : CrashConformance(new SqliteUnderTest(), tests: 120);
