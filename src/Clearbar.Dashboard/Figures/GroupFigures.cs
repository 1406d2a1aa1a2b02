using Clearbar.Ledger.Reports;

namespace Clearbar.Dashboard.Figures;

/// <summary>One class, model or key.</summary>
/// <param name="Row">Its figures.</param>
/// <param name="Savings">Against the chosen baseline; null when there is none.</param>
/// <param name="Rungs">Where its requests were answered, in ladder order.</param>
public sealed record GroupFigures(ReportRow Row, SavingsWaterfall? Savings, IReadOnlyList<RungCount> Rungs);
