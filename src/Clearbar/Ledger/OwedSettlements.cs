using Clearbar.Ledger.Journal;
using Microsoft.Extensions.Logging;

namespace Clearbar.Ledger;

/// <summary>
/// Settlements the journal could not take, in memory until it can: what an attempt has cost is known and must not become unknown because the disk
/// was full for a moment. Their number is bounded by the attempts that were under way, since none is opened while the journal cannot be written.
/// </summary>
internal sealed class OwedSettlements(JournalWriter writer, ILogger logger)
{
    // Guards the queue, and makes one caller write at a time.
    private readonly Lock _gate = new();
    private readonly Queue<SettledEntry> _owed = [];
    private bool _told;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _owed.Count;
            }
        }
    }

    public void Add(SettledEntry entry)
    {
        lock (_gate)
        {
            _owed.Enqueue(entry);
        }
    }

    /// <summary>Writes what is owed, oldest first, until nothing is or the journal still fails.</summary>
    public void Write()
    {
        lock (_gate)
        {
            while (_owed.TryPeek(out var entry))
            {
                try
                {
                    writer.Append(JournalRecordType.Settled, EntryEncoder.OfThread.Encode(entry));
                }
                catch (LedgerUnavailableException exception)
                {
                    TellOnce(exception);
                    return;
                }

                _owed.Dequeue();
            }

            if (_told)
            {
                _told = false;
                LedgerLog.SettlementsWritten(logger);
            }
        }
    }

    private void TellOnce(LedgerUnavailableException exception)
    {
        if (!_told)
        {
            _told = true;
            LedgerLog.SettlementsOwed(logger, exception.Message, _owed.Count);
        }
    }
}
