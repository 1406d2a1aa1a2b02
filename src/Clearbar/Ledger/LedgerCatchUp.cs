using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Microsoft.Extensions.Logging;

namespace Clearbar.Ledger;

/// <summary>What had to be done, or could not be, so that a reader of the store sees the whole journal.</summary>
/// <param name="GatewayRuns">True when another process writes the ledger now.</param>
/// <param name="UndrainedRecords">Records in the journal that the store does not have yet.</param>
/// <param name="AbandonedEntries">Entries that were found unsettled and marked.</param>
public sealed record LedgerCatchUp(bool GatewayRuns, long UndrainedRecords, int AbandonedEntries)
{
    /// <summary>
    /// Brings the store of a data directory, the one its note names, up to date when no gateway runs there, by the same recovery a start
    /// makes; counts what is missing when one does, since draining is then that process's business.
    /// </summary>
    public static async Task<LedgerCatchUp> RunAsync(string dataDirectory, TimeProvider time, ILogger<LedgerService> logger)
    {
        var layout = new LedgerLayout(dataDirectory);
        var store = LedgerStores.Noted(layout);
        var stores = LedgerStores.Of(layout, store, Environment.GetEnvironmentVariable);
        try
        {
            var ledger = LedgerService.Open(new LedgerOptions { DataDirectory = dataDirectory, Store = store }, time, logger);
            await ledger.DisposeAsync();
            var health = ledger.Health;
            var undrained = health.StoreError is null ? 0 : Undrained(layout, stores);
            return new LedgerCatchUp(GatewayRuns: false, undrained, health.AbandonedEntries);
        }
        catch (LedgerInUseException)
        {
            return new LedgerCatchUp(GatewayRuns: true, Undrained(layout, stores), 0);
        }
    }

    private static long Undrained(LedgerLayout layout, LedgerStores stores)
    {
        var files = new DiskJournalFiles(layout.JournalDirectory);
        if (JournalTail.FindId(files) is not { } id)
        {
            return 0;
        }

        JournalPosition? drained = null;
        if (stores.Exists)
        {
            using var store = stores.OpenReader();
            drained = store.DrainedUpTo(id);
        }

        return JournalTail.CountRecords(files, drained ?? default);
    }
}
