namespace Clearbar.Ledger.Reports;

/// <summary>One table of a report as text, for whatever draws it. The first column is left-aligned, the others are numbers.</summary>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
