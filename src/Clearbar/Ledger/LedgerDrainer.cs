using System.Data.Common;
using Clearbar.Ledger.Journal;
using Clearbar.Pricing;
using Microsoft.Extensions.Logging;

namespace Clearbar.Ledger;

/// <summary>
/// Carries the journal into the store, batch by batch; the drained position is committed with the batch, so every record takes effect
/// exactly once. Begins with what earlier processes left, up to the boundary where this process's own segment starts: at that moment every
/// entry still open in the store belongs to a dead process and is marked abandoned. Used by one thread at a time.
/// </summary>
public sealed class LedgerDrainer : IDisposable
{
    private const string AbandonedReason = "the gateway stopped before this attempt was settled";

    private readonly IJournalFiles _files;
    private readonly JournalWriter _writer;
    private readonly Func<ILedgerStore> _openStore;
    private readonly JournalRecovery _recovery;
    private readonly JournalReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _batchSize;
    private readonly JournalPosition _boundary;
    private ILedgerStore? _store;
    private JournalPosition _position;

    // How far it has ever come: a server that crashed and lost its last transactions sends the position back, and what is drained again then
    // must not be counted twice.
    private JournalPosition _farthest;
    private long _oldestSegment;
    private long _recovered;

    public LedgerDrainer(
        IJournalFiles files,
        JournalWriter writer,
        JournalRecovery recovery,
        Func<ILedgerStore> openStore,
        int batchSize,
        TimeProvider time,
        ILogger logger)
    {
        _files = files;
        _writer = writer;
        _recovery = recovery;
        _openStore = openStore;
        _batchSize = batchSize;
        _time = time;
        _logger = logger;
        _reader = new JournalReader(files);
        _boundary = new JournalPosition(recovery.NextSegment, JournalFormat.HeaderLength);
        _oldestSegment = recovery.OldestSegment;
    }

    /// <summary>True until everything earlier processes left is in the store and their unsettled entries are marked.</summary>
    public bool Backlog { get; private set; } = true;

    /// <summary>Up to here the store has everything; the start of the journal until the store was first reached.</summary>
    public JournalPosition Position => _position;

    /// <summary>Records of this process that the store has.</summary>
    public long DrainedOwn { get; private set; }

    public int DamagedStretches { get; private set; }

    public int AbandonedEntries { get; private set; }

    /// <summary>Drains one batch. False when there was nothing left to drain.</summary>
    /// <exception cref="DbException">The store failed; call again later.</exception>
    /// <exception cref="IOException">The journal could not be read; call again later.</exception>
    /// <exception cref="LedgerUnavailableException">The abandoned entries could not be journaled; call again later.</exception>
    public bool DrainBatch()
    {
        try
        {
            _store ??= OpenStore();
            if (Backlog && _position >= _boundary)
            {
                FinishBacklog();
            }

            var end = Backlog ? _boundary : _writer.End;
            return _position < end && DrainTo(_position < _farthest && _farthest < end ? _farthest : end);
        }
        catch (DbException)
        {
            // A fresh connection also finds a file that was replaced or repaired meanwhile.
            _store?.Dispose();
            _store = null;
            throw;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _store?.Dispose();
    }

    private bool DrainTo(JournalPosition end)
    {
        var batch = _reader.Read(_position, end, _batchSize);
        if (batch.Next == _position)
        {
            return false;
        }

        // Only a commit that reached the disk allows the journal's own copy to go.
        var segmentDone = batch.Next.Segment > _position.Segment;
        _store!.Apply(_recovery.JournalId, batch.Records, batch.Next, durable: segmentDone);
        if (Backlog)
        {
            _recovered += batch.Records.Count;
        }
        else if (_position >= _farthest)
        {
            DrainedOwn += batch.Records.Count;
        }

        _position = batch.Next;
        _farthest = _position > _farthest ? _position : _farthest;
        Report(batch.Damage);
        if (segmentDone)
        {
            DeleteDrained();
        }

        return true;
    }

    private ILedgerStore OpenStore()
    {
        var store = _openStore();
        try
        {
            var oldest = new JournalPosition(_oldestSegment, JournalFormat.HeaderLength);
            var stored = store.DrainedUpTo(_recovery.JournalId) ?? oldest;
            var end = _writer.End;
            if (stored > end || (Backlog && stored > _boundary))
            {
                LedgerLog.PositionBeyondEnd(_logger, stored.ToString(), end.ToString(), oldest.ToString());
                stored = oldest;

                // At once: this run may write past the old position and die before its first batch, and the next would believe it.
                store.Apply(_recovery.JournalId, [], stored, durable: false);
            }

            _position = stored;
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private void FinishBacklog()
    {
        var unsettled = _store!.ReadUnsettled(_recovery.JournalId);
        var now = _time.GetUtcNow();
        foreach (var entry in unsettled)
        {
            var settled = new SettledEntry
            {
                EntryId = entry.EntryId,
                SettledAt = now,
                Outcome = EntryOutcome.Abandoned,
                Cost = entry.Ceiling,
                PriceStatus = entry.Ceiling is null ? PriceStatus.Unknown : PriceStatus.Estimated,
                Reason = AbandonedReason,
            };
            _writer.Append(JournalRecordType.Abandoned, EntryEncoder.OfThread.Encode(settled));
        }

        Backlog = false;
        AbandonedEntries = unsettled.Count;
        if (_recovered > 0)
        {
            LedgerLog.Recovered(_logger, _recovered);
        }

        if (unsettled.Count > 0)
        {
            LedgerLog.Abandoned(_logger, unsettled.Count);
        }
    }

    private void Report(List<JournalDamage> damage)
    {
        foreach (var stretch in damage)
        {
            DamagedStretches++;
            LedgerLog.Damaged(_logger, stretch.Segment, stretch.Offset, stretch.What, stretch.Length, stretch.KeptAs ?? "no file");
        }
    }

    private void DeleteDrained()
    {
        foreach (var segment in _files.List())
        {
            if (segment < _position.Segment)
            {
                _files.Delete(segment);
            }
        }

        _oldestSegment = _position.Segment;
    }
}
