using Clearbar.Ledger;
using Clearbar.Ledger.Reports;

namespace Clearbar.Dashboard.Figures;

/// <summary>Adds up the settled attempts of one class, model or key.</summary>
public sealed class GroupTally(WaterfallBuilder? savings)
{
    private readonly SortedDictionary<string, long> _accepted = new(LadderOrder.Instance);

    public void Add(in SettledAttempt attempts, string rung)
    {
        savings?.Add(attempts);
        if (attempts.Outcome == EntryOutcome.Accepted)
        {
            _accepted[rung] = _accepted.GetValueOrDefault(rung) + attempts.Count;
        }
    }

    public SavingsWaterfall? ToWaterfall() => savings?.ToWaterfall();

    public IReadOnlyList<RungCount> ToRungs() => [.. _accepted.Select(pair => new RungCount(pair.Key, pair.Value))];
}
