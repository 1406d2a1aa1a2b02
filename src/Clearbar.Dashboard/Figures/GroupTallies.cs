using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Dashboard.Figures;

/// <summary>What a report does not break down: rungs and savings per class, model and key, and what the emulator was paid.</summary>
public sealed class GroupTallies
{
    private readonly Func<WaterfallBuilder?> _newSavings;

    /// <param name="cells">The period's attempts.</param>
    /// <param name="baseline">Model the savings are against; null for none.</param>
    /// <param name="pricer">Prices the baseline.</param>
    public GroupTallies(IReadOnlyCollection<ReportCell> cells, string? baseline, IBaselinePricer pricer)
    {
        _newSavings = baseline is null ? static () => null : () => new WaterfallBuilder(baseline, pricer);
        foreach (var cell in cells)
        {
            if (cell.Group.Outcome is not (EntryOutcome.Open or EntryOutcome.Abandoned))
            {
                Add(cell);
            }
        }
    }

    public Dictionary<string, GroupTally> Classes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, GroupTally> Models { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, GroupTally> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The part of the known charges that the emulator was paid.</summary>
    public Usd EmulatedCost { get; private set; }

    private void Add(ReportCell cell)
    {
        var attempts = SettledAttempt.Of(cell);
        var rung = ReportNames.Of(cell, ReportGrouping.Rung);
        EmulatedCost += attempts.Surface == Surface.Emulator ? cell.Sums.Cost : Usd.Zero;
        TallyOf(Classes, ReportNames.Of(cell, ReportGrouping.Class)).Add(attempts, rung);
        TallyOf(Models, ReportNames.Of(cell, ReportGrouping.Model)).Add(attempts, rung);
        TallyOf(Keys, ReportNames.Of(cell, ReportGrouping.Key)).Add(attempts, rung);
    }

    private GroupTally TallyOf(Dictionary<string, GroupTally> tallies, string name)
    {
        if (!tallies.TryGetValue(name, out var tally))
        {
            tally = new GroupTally(_newSavings());
            tallies.Add(name, tally);
        }

        return tally;
    }
}
