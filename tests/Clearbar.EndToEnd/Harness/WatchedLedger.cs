using Clearbar.Ledger;

namespace Clearbar.EndToEnd.Harness;

/// <summary>A ledger in front of the real one that can hold up each record until the test lets it go, or refuse it.</summary>
public sealed class WatchedLedger(Func<LedgerService> real) : ILedger
{
    /// <summary>Called with each entry before it is opened, on the request's thread.</summary>
    public Action<OpenedEntry> Opening { get; set; } = static _ => { };

    /// <summary>Called with each entry before it is settled, on the request's thread.</summary>
    public Action<SettledEntry> Settling { get; set; } = static _ => { };

    /// <summary>Records in the order they were made: <c>true</c> for an opening.</summary>
    public List<(Guid EntryId, bool IsOpening)> Records { get; } = [];

    public void Open(OpenedEntry entry)
    {
        Opening(entry);
        real().Open(entry);
        Add(entry.EntryId, true);
    }

    public void Settle(SettledEntry entry)
    {
        Settling(entry);
        real().Settle(entry);
        Add(entry.EntryId, false);
    }

    public void SettleLater(SettledEntry entry) => real().SettleLater(entry);

    private void Add(Guid id, bool isOpening)
    {
        lock (Records)
        {
            Records.Add((id, isOpening));
        }
    }
}
