using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>A bill against the ledger.</summary>
public sealed record ReconcileResult
{
    public required string Bill { get; init; }

    public required BillDimensions Dimensions { get; init; }

    public required BillRemarks Remarks { get; init; }

    public required DateTimeOffset? From { get; init; }

    public required DateTimeOffset? To { get; init; }

    public required Usd Tolerance { get; init; }

    /// <summary>Every cell, agreeing ones included, by day, model and usage type.</summary>
    public required IReadOnlyList<Difference> Cells { get; init; }

    /// <summary>By day and model.</summary>
    public required IReadOnlyDictionary<(DateOnly Day, string Model), UncertainFigures> Uncertain { get; init; }

    /// <summary>Entries of the ledger that belong on no line of this bill, by reason.</summary>
    public required IReadOnlyDictionary<string, BillBucket> Elsewhere { get; init; }

    /// <summary>Entries compared.</summary>
    public required long LedgerEntries { get; init; }

    /// <summary>Requests one by one; null for a bill that does not list them.</summary>
    public required RequestFigures? Requests { get; init; }

    public Usd BillCost => Sum(static cell => cell.Cell.BillCost ?? Usd.Zero);

    /// <summary>The ledger's side of everything the bill has amounts or counts for.</summary>
    public Usd LedgerCost => Sum(static cell => cell.Cell.LedgerCost);

    /// <summary>Absolute dollars of differences that two right books would not have, unmatched lines included.</summary>
    public Usd Unexplained
    {
        get
        {
            var sum = 0m;
            foreach (var cell in Cells)
            {
                foreach (var cause in cell.Causes)
                {
                    sum += cause.IsExpected ? 0 : Math.Abs(cause.Cost.Amount);
                }
            }

            foreach (var bucket in Remarks.Unmatched.Values)
            {
                sum += Math.Abs(bucket.Cost.Amount);
            }

            return new Usd(sum);
        }
    }

    /// <summary>Lines that were not understood and have no price that <see cref="Unexplained"/> could count.</summary>
    public bool HasUnpricedUnmatched => Remarks.Unmatched.Values.Any(static bucket => bucket.Cost == Usd.Zero && bucket.Quantity != 0);

    /// <summary>
    /// Whether requests differ one by one although sums may agree. A request the ledger does not know by its id may be one whose attempt was never
    /// settled, as long as there are that many.
    /// </summary>
    public bool HasRequestDifferences =>
        Requests is { } requests && (requests.Differing > 0 || requests.MissingInLedger > Uncertain.Values.Sum(static part => part.Entries));

    public bool IsWithinTolerance => Unexplained <= Tolerance && !HasUnpricedUnmatched && !HasRequestDifferences;

    private Usd Sum(Func<Difference, Usd> part)
    {
        var sum = Usd.Zero;
        foreach (var cell in Cells)
        {
            sum += part(cell);
        }

        return sum;
    }
}
