using Clearbar.Dashboard.Amounts;
using Clearbar.Dashboard.Figures;
using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>The figures at the top of the overview.</summary>
public sealed record Headline
{
    public required Usd Spend { get; init; }

    public required long Requests { get; init; }

    /// <summary>Spend over requests; null without requests.</summary>
    public required Usd? PerThousand { get; init; }

    /// <summary>What the same requests would have cost per thousand at the baseline; null when nothing is compared.</summary>
    public required Usd? BaselinePerThousand { get; init; }

    /// <summary>Baseline less spend; null when nothing is compared.</summary>
    public required Usd? Saved { get; init; }

    /// <summary>Saved as a part of the baseline, worded.</summary>
    public required string SavedShare { get; init; }

    public bool CostMore => Saved is { Amount: < 0 };

    public static Headline Of(LedgerFigures figures)
    {
        var total = figures.Total;
        var savings = figures.Savings is { Compared: > 0 } compared ? compared : null;
        return new Headline
        {
            Spend = total.Cost,
            Requests = total.Requests,
            PerThousand = PerThousandOf(total.Cost, total.Requests),
            BaselinePerThousand = savings is null ? null : PerThousandOf(savings.Baseline, savings.Compared),
            Saved = savings?.Saved,
            SavedShare = savings is null ? "–" : ShareText.Percent(savings.Saved.Amount, savings.Baseline.Amount),
        };
    }

    private static Usd? PerThousandOf(Usd amount, long requests) => requests == 0 ? null : new Usd(amount.Amount * 1000 / requests);
}
