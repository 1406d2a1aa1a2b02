using Clearbar.Dashboard.Figures;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>What the same requests would have cost on one model each, next to what they cost.</summary>
/// <param name="Rows">The baselines, dearest first.</param>
/// <param name="Spend">What was paid.</param>
public sealed record Comparison(IReadOnlyList<SavingsWaterfall> Rows, Usd Spend)
{
    /// <summary>The longest bar.</summary>
    public Usd Highest => Rows.Select(static row => row.Baseline).Append(Spend).Max();

    /// <summary>Null when nothing can be compared.</summary>
    public static Comparison? Of(LedgerFigures figures)
    {
        var rows = figures.Waterfalls.Where(static row => row.Compared > 0).OrderByDescending(static row => row.Baseline).ToArray();
        return rows.Length == 0 ? null : new Comparison(rows, figures.Total.Cost);
    }
}
