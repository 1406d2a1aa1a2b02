using Clearbar.Ledger.Rollups;

namespace Clearbar.Ledger.Reports;

/// <summary>The attempts of one group on one UTC day within a report's range: what every figure of a report is added up from.</summary>
/// <param name="Day">UTC day the attempts were opened on.</param>
/// <param name="Group">What they have in common; its outcome may be <see cref="EntryOutcome.Open"/>.</param>
/// <param name="Sums">Their sums.</param>
public sealed record ReportCell(DateOnly Day, RollupGroup Group, RollupSums Sums);
