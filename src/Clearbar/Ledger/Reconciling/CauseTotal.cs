using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>All parts of all differences that have one cause.</summary>
public readonly record struct CauseTotal(Cause Cause, bool IsExpected, long Cells, decimal Tokens, Usd Cost)
{
    /// <summary>Totals of the causes that occur, in the order of <see cref="Reconciling.Cause"/>. Their dollars add up to bill minus ledger.</summary>
    public static IReadOnlyList<CauseTotal> Of(ReconcileResult result)
    {
        var totals = new SortedDictionary<Cause, CauseTotal>();
        foreach (var part in result.Cells.SelectMany(static cell => cell.Causes))
        {
            var before = totals.GetValueOrDefault(part.Cause);
            totals[part.Cause] = new CauseTotal(part.Cause, part.IsExpected, before.Cells + 1, before.Tokens + part.Tokens, before.Cost + part.Cost);
        }

        return [.. totals.Values];
    }
}
