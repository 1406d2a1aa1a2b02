using Clearbar.Dashboard.Amounts;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>
/// A <see cref="SavingsWaterfall"/> as bars from the baseline down to the spend. Every bar begins where the one before ends, and the last
/// change ends at the spend to the last digit.
/// </summary>
public sealed record WaterfallView
{
    public required IReadOnlyList<WaterfallStep> Steps { get; init; }

    /// <summary>Lowest level; zero unless one is below it.</summary>
    public required Usd Lowest { get; init; }

    public required Usd Highest { get; init; }

    /// <summary>Decimals for all amounts.</summary>
    public required int Decimals { get; init; }

    public static WaterfallView Of(SavingsWaterfall waterfall)
    {
        var steps = new List<WaterfallStep>();
        var level = waterfall.Baseline;
        steps.Add(new WaterfallStep(
            $"All {waterfall.Model}", "every answered request there, without caching", WaterfallStepKind.Level, level, Usd.Zero, level));
        Change("Prompt cache", "cache reads less the price of writes", waterfall.Cache);
        Change("Cheaper tier", "model, endpoint and delivery chosen", waterfall.Tier);
        Change("Local answers", "estimated: rung 0 sent nothing upstream", waterfall.Local);
        Change("Attempts not accepted", "escalated, failed or broken off, and billed", waterfall.Unaccepted);
        if (waterfall.NotComparedAttempts > 0)
        {
            var answers = CountText.Of(waterfall.NotComparedAttempts, "answer");
            Change("Not comparable", $"{answers} without a baseline price", waterfall.NotCompared);
        }

        var spend = waterfall.Actual;
        steps.Add(new WaterfallStep("Spend", "what the ledger holds", WaterfallStepKind.Level, spend, Usd.Zero, spend));
        var levels = steps.Select(static step => step.To).Append(Usd.Zero).ToArray();
        return new WaterfallView
        {
            Steps = steps,
            Lowest = levels.Min(),
            Highest = levels.Max(),
            Decimals = MoneyText.DecimalsFor(waterfall.Baseline > waterfall.Actual ? waterfall.Baseline : waterfall.Actual),
        };

        void Change(string name, string note, Usd lever)
        {
            var before = level;
            level -= lever;
            var kind = lever.Amount switch
            {
                > 0 => WaterfallStepKind.Saving,
                < 0 => WaterfallStepKind.ExtraCost,
                _ => WaterfallStepKind.Nothing,
            };
            steps.Add(new WaterfallStep(name, note, kind, Usd.Zero - lever, before, level));
        }
    }

    /// <summary>Where a level lies on the chart, 0 (lowest) to 1 (highest).</summary>
    public double Position(Usd level)
    {
        var span = Highest.Amount - Lowest.Amount;
        return span == 0 ? 0 : (double)((level.Amount - Lowest.Amount) / span);
    }
}
