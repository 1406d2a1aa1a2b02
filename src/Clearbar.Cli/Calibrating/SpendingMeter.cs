using System.Collections.Concurrent;
using Clearbar.Ledger;
using Clearbar.Pricing;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// Stands before the ledger and adds up what each request has cost, failed attempts included, which no response header tells. An attempt
/// whose cost nobody knows counts with its ceiling.
/// </summary>
internal sealed class SpendingMeter(ILedger real) : ILedger
{
    private readonly ConcurrentDictionary<Guid, OpenedEntry> _open = new();
    private readonly ConcurrentDictionary<string, Usd> _spent = new(StringComparer.Ordinal);

    /// <summary>What a request that has been answered has cost at most; and forgets it.</summary>
    public Usd Take(string requestId) => _spent.TryRemove(requestId, out var spent) ? spent : Usd.Zero;

    public void Open(OpenedEntry entry)
    {
        _open[entry.EntryId] = entry;
        real.Open(entry);
    }

    public void Settle(SettledEntry entry)
    {
        Count(entry);
        real.Settle(entry);
    }

    public void SettleLater(SettledEntry entry)
    {
        Count(entry);
        real.SettleLater(entry);
    }

    // Settle and then SettleLater may come for one entry: whoever is first takes it out.
    private void Count(SettledEntry entry)
    {
        if (_open.TryRemove(entry.EntryId, out var opened))
        {
            var cost = entry.Cost ?? opened.Ceiling ?? Usd.Zero;
            _spent.AddOrUpdate(opened.RequestId, cost, (_, before) => before + cost);
        }
    }
}
