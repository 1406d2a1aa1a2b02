using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger;

/// <summary>
/// One life of a gateway's ledger: recovery, a writer and a drainer, without the threads. Disposing it is dying, not stopping.
/// </summary>
public sealed class LedgerLife : IDisposable
{
    public LedgerLife(DataDirectory data, IJournalFiles files, long maxSegmentBytes = 3000)
        : this(() => SqliteLedgerStore.Open(new LedgerLayout(data.Root).StorePath), files, maxSegmentBytes)
    {
    }

    public LedgerLife(Func<ILedgerStore> openStore, IJournalFiles files, long maxSegmentBytes = 3000)
    {
        var recovery = JournalRecovery.Run(files);
        Writer = new JournalWriter(files, recovery.JournalId, recovery.NextSegment, FsyncPolicy.None, maxSegmentBytes);
        Drainer = new LedgerDrainer(
            files, Writer, recovery, openStore, batchSize: 3, TimeProvider.System, NullLogger.Instance);
    }

    public JournalWriter Writer { get; }

    public LedgerDrainer Drainer { get; }

    public void Open(Guid id) => Writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(SampleEntries.Opened(id)));

    public void Settle(Guid id) => Writer.Append(JournalRecordType.Settled, EntryEncoder.OfThread.Encode(SampleEntries.Settled(id)));

    public void DrainAll()
    {
        while (Drainer.DrainBatch() || Drainer.Backlog)
        {
        }
    }

    public void Dispose()
    {
        Drainer.Dispose();
        Writer.Dispose();
    }
}
