using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>How full a budget is, and from where on somebody should know.</summary>
internal static class BudgetPercent
{
    /// <summary>Requirement 34's 50, 80 and 90 %, and the end.</summary>
    public static ReadOnlySpan<int> Thresholds => [50, 80, 90, 100];

    /// <summary>Whole percent, rounded down; a limit of zero is full from the start.</summary>
    public static int Of(Usd spent, Usd limit) =>
        limit.Amount <= 0 ? 100 : (int)Math.Clamp(decimal.Floor(spent.Amount * 100 / limit.Amount), 0, 999_999);

    /// <summary>The highest threshold that is reached; 0 for none.</summary>
    public static int Reached(int percent)
    {
        var reached = 0;
        foreach (var threshold in Thresholds)
        {
            reached = percent >= threshold ? threshold : reached;
        }

        return reached;
    }
}
