using Clearbar.Ledger.Rollups;

namespace Clearbar.Ledger.Reports;

/// <summary>Everything a report is computed from: cells, and accepted answers by the gateway's own time.</summary>
/// <param name="Cells">One per group and day.</param>
/// <param name="Times">Answers by <see cref="GatewayTimeBucket"/>, shortest first.</param>
public sealed record ReportFigures(IReadOnlyCollection<ReportCell> Cells, SortedDictionary<long, long> Times);
