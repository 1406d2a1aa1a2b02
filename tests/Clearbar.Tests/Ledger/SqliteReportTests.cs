namespace Clearbar.Tests.Ledger;

public sealed class SqliteReportTests() : ReportConformance(new SqliteUnderTest());
