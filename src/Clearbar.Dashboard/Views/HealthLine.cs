using Clearbar.Dashboard.Amounts;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;

namespace Clearbar.Dashboard.Views;

/// <summary>Whether the figures can be relied on: the ledger's state, and the amounts that are not certain.</summary>
/// <param name="Items">Every check, those in trouble first.</param>
public sealed record HealthLine(IReadOnlyList<HealthItem> Items)
{
    public bool IsHealthy => !Items.Any(static item => item.IsTrouble);

    public static HealthLine Of(LedgerHealth health, ReportRow? total)
    {
        var items = new List<HealthItem>
        {
            Store(health),
            Journal(health),
            new(false, "Fsync", $"{health.Fsync}, store {health.Store ?? "not opened yet"}"),
        };
        if (health.TornRecords > 0)
        {
            items.Add(new(
                true,
                "Torn records",
                $"{CountText.Of(health.TornRecords)} cut off at the start, after a power cut or a full disk"));
        }

        if (health.DamagedStretches > 0)
        {
            items.Add(new(
                true,
                "Damaged journal",
                $"{CountText.Of(health.DamagedStretches, "stretch", "stretches")} kept in .corrupt files"));
        }

        if (total is not null)
        {
            items.Add(Uncertain("Abandoned", total.Abandoned, "the gateway died before it settled them", isTrouble: true));
            items.Add(Uncertain("Price unknown", total.Unpriced, "settled, not in the spend shown", isTrouble: true));
            items.Add(Uncertain("In flight", total.Open, "not settled yet", isTrouble: false));
            items.Add(new(
                false,
                "Estimated",
                total.EstimatedCost.Amount == 0
                    ? "none of the spend"
                    : $"{MoneyText.Short(total.EstimatedCost)} of the spend is an estimate"));
        }

        return new HealthLine([.. items.OrderByDescending(static item => item.IsTrouble)]);
    }

    private static HealthItem Store(LedgerHealth health) => health.StoreError is null
        ? new(false, "Store", "takes what the journal holds")
        : new(
            true,
            "Store",
            $"failing since {(health.StoreFailingSince is { } since ? CountText.Instant(since) : "its last batch")}: {health.StoreError} "
            + "Nothing is lost, the journal holds it; figures lag behind.");

    private static HealthItem Journal(LedgerHealth health)
    {
        if (health.FsyncError is not null)
        {
            return new(true, "Journal", $"cannot be flushed to the disk: {health.FsyncError}");
        }

        var behind = health.UndrainedRecords == 0
            ? "everything is in the store"
            : $"{CountText.Of(health.UndrainedRecords, "record")} not yet in the store";
        return new(false, "Journal", health.Backlog ? $"{behind}; still taking over what an earlier process left" : behind);
    }

    private static HealthItem Uncertain(string name, UncertainAmount amount, string meaning, bool isTrouble)
    {
        if (amount.Attempts == 0)
        {
            return new(false, name, "none");
        }

        var unbounded = amount.WithoutCeiling == 0 ? string.Empty : $" ({CountText.Of(amount.WithoutCeiling)} without a ceiling)";
        return new(
            isTrouble,
            name,
            $"{CountText.Of(amount.Attempts, "attempt")}, {meaning}; at most {MoneyText.Short(amount.Ceiling)}{unbounded}");
    }
}
