using Clearbar.Ledger.Rollups;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>Adds cells up to one <see cref="ReportRow"/>.</summary>
internal sealed class RowTally
{
    private long _requests;
    private long _attempts;
    private long _accepted;
    private long _emulated;
    private TokenUsage _usage;
    private Usd _cost;
    private Usd _estimated;
    private long _escalated;
    private Usd _escalatedCost;
    private long _lost;
    private Usd _lostCost;
    private long _aside;
    private Usd _asideCost;
    private UncertainAmount _abandoned;
    private UncertainAmount _open;
    private UncertainAmount _unpriced;

    public void Add(ReportCell cell)
    {
        var sums = cell.Sums;
        _requests += sums.Requests;
        _attempts += sums.Attempts;
        _emulated += cell.Group.Surface == Surface.Emulator ? sums.Attempts : 0;
        _usage += sums.Usage;
        switch (cell.Group.Outcome)
        {
            case EntryOutcome.Open:
                _open = Add(_open, sums.Attempts, sums.Ceiling, sums.WithoutCeiling);
                return;
            case EntryOutcome.Abandoned when UsageShape.IsPriced(cell.Group.Shape):
                _abandoned = Add(_abandoned, sums.Attempts, sums.Cost, 0);
                return;
            case EntryOutcome.Abandoned:
                _abandoned = Add(_abandoned, sums.Attempts, Usd.Zero, sums.Attempts);
                return;
            default:
                AddSettled(cell.Group, sums);
                return;
        }
    }

    public ReportRow ToRow(string name) => new()
    {
        Name = name,
        Requests = _requests,
        Attempts = _attempts,
        Accepted = _accepted,
        Emulated = _emulated,
        Usage = _usage,
        Cost = _cost,
        EstimatedCost = _estimated,
        Escalated = _escalated,
        EscalatedCost = _escalatedCost,
        Lost = _lost,
        LostCost = _lostCost,
        Aside = _aside,
        AsideCost = _asideCost,
        Abandoned = _abandoned,
        Open = _open,
        Unpriced = _unpriced,
    };

    private static UncertainAmount Add(UncertainAmount amount, long attempts, Usd ceiling, long withoutCeiling) =>
        new(amount.Attempts + attempts, amount.Ceiling + ceiling, amount.WithoutCeiling + withoutCeiling);

    private void AddSettled(in RollupGroup group, RollupSums sums)
    {
        _cost += sums.Cost;
        _estimated += group.PriceStatus == PriceStatus.Estimated ? sums.Cost : Usd.Zero;
        if (!UsageShape.IsPriced(group.Shape))
        {
            _unpriced = Add(_unpriced, sums.Attempts, sums.Ceiling, sums.WithoutCeiling);
        }

        switch (group.Outcome)
        {
            case EntryOutcome.Accepted:
                _accepted += sums.Attempts;
                break;
            case EntryOutcome.Escalated:
                _escalated += sums.Attempts;
                _escalatedCost += sums.Cost;
                break;
            case EntryOutcome.Shadow or EntryOutcome.Sample or EntryOutcome.Judge:
                _aside += sums.Attempts;
                _asideCost += sums.Cost;
                break;
            default:
                _lost += sums.Attempts;
                _lostCost += sums.Cost;
                break;
        }
    }
}
