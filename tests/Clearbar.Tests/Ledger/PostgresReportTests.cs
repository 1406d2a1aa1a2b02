namespace Clearbar.Tests.Ledger;

public sealed class PostgresReportTests() : ReportConformance(new PostgresUnderTest());
