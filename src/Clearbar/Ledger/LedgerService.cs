using System.Data.Common;
using System.Threading.Channels;
using Clearbar.Ledger.Journal;
using Microsoft.Extensions.Logging;

namespace Clearbar.Ledger;

/// <summary>
/// The ledger of one data directory: appends to the journal on the caller's thread and drains it into the store behind. While the store
/// fails traffic goes on and the journal grows; when the journal itself cannot be written, <see cref="LedgerUnavailableException"/> stops
/// the attempt (invariants I1 and I10).
/// </summary>
public sealed class LedgerService : ILedger, IAsyncDisposable
{
    private readonly LedgerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LedgerLock _lock;
    private readonly JournalRecovery _recovery;
    private readonly JournalWriter _writer;
    private readonly LedgerDrainer _drainer;
    private readonly OwedSettlements _owed;
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private readonly LedgerThread _draining = new("Clearbar ledger drain");
    private readonly LedgerThread _syncing = new("Clearbar ledger fsync");
    private readonly Lock _gate = new();
    private readonly PendingFlushes _flushes = new();
    private ITimer? _drainTimer;
    private ITimer? _fsyncTimer;
    private Task _loop = Task.CompletedTask;

    // Written by the timer only, one call at a time.
    private Task _lastSync = Task.CompletedTask;
    private LedgerHealth _health;
    private bool _disposed;

    private LedgerService(
        LedgerOptions options,
        LedgerLock held,
        IJournalFiles files,
        Func<ILedgerStore> openStore,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _lock = held;
        _recovery = JournalRecovery.Run(files);
        _writer = new JournalWriter(files, _recovery.JournalId, _recovery.NextSegment, options.Fsync, options.MaxSegmentBytes);
        _owed = new OwedSettlements(_writer, logger);
        _drainer = new LedgerDrainer(files, _writer, _recovery, openStore, options.DrainBatch, time, logger);
        _health = new LedgerHealth { Fsync = options.Fsync, UndrainedRecords = 0, Backlog = true, TornRecords = _recovery.TornRecords };
    }

    /// <summary>Which journal this is: the same in one data directory over all its gateways' lives.</summary>
    public Guid JournalId => _recovery.JournalId;

    /// <summary>State at this moment.</summary>
    public LedgerHealth Health
    {
        get
        {
            lock (_gate)
            {
                return _health with { UndrainedRecords = _writer.Appended - _drainer.DrainedOwn, OwedSettlements = _owed.Count };
            }
        }
    }

    /// <summary>
    /// Opens a data directory with the store the options name: takes its lock, repairs the journal's end, drains what an earlier process left and
    /// marks its unsettled entries. A store that fails now does not prevent the start; it is tried again in the background.
    /// </summary>
    /// <exception cref="LedgerInUseException">Another process writes there.</exception>
    /// <exception cref="LedgerSchemaException">The store is not one this version can work on, or not named.</exception>
    /// <exception cref="LedgerUnavailableException">The journal cannot be written.</exception>
    public static LedgerService Open(LedgerOptions options, TimeProvider time, ILogger<LedgerService> logger)
    {
        var stores = LedgerStores.Of(new LedgerLayout(options.DataDirectory), options.Store, Environment.GetEnvironmentVariable);
        return Open(options, null, () => stores.Open(time), time, logger, stores.Name);
    }

    /// <summary>Opens with another store, or with a file system of the test's making.</summary>
    public static LedgerService Open(
        LedgerOptions options, IJournalFiles? files, Func<ILedgerStore> openStore, TimeProvider time, ILogger logger, string store = "another")
    {
        var layout = new LedgerLayout(options.DataDirectory);
        var held = LedgerLock.Take(layout);
        LedgerService? service = null;
        try
        {
            service = new LedgerService(options, held, files ?? new DiskJournalFiles(layout.JournalDirectory), openStore, time, logger);
            service.Start(store);
            return service;
        }
        catch
        {
            service?._drainer.Dispose();
            service?._writer.Dispose();
            service?.StopThreads();
            held.Dispose();
            throw;
        }
    }

    public void Open(OpenedEntry entry) => _writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(entry));

    public void Settle(SettledEntry entry) => _writer.Append(JournalRecordType.Settled, EntryEncoder.OfThread.Encode(entry));

    public void SettleLater(SettledEntry entry)
    {
        _owed.Add(entry);
        Wake();
    }

    /// <summary>Completes when everything appended before the call is in the store; waits as long as the store fails.</summary>
    public Task FlushAsync(CancellationToken cancellation = default)
    {
        _owed.Write();
        var flushed = _flushes.Add(_writer.End);
        Wake();
        return flushed.WaitAsync(cancellation);
    }

    /// <summary>Completes when the journal flush that the clock asked for last, if any, is over; its outcome is in <see cref="Health"/>.</summary>
    public Task LastSync => Volatile.Read(ref _lastSync);

    /// <summary>Drains and flushes what is left, closes the files and gives up the lock. A failing store delays nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        await DisposeTimersAsync();
        await _stop.CancelAsync();
        await _loop;
        await _lastSync;
        _owed.Write();
        DrainForTheLastTime();
        try
        {
            _writer.Dispose();
        }
        catch (IOException e)
        {
            LedgerLog.FsyncFailed(_logger, e, e.Message);
        }

        ShowProgress();
        _flushes.Close();
        _drainer.Dispose();
        StopThreads();
        _stop.Dispose();
        _lock.Dispose();
    }

    private void Start(string store)
    {
        if (_recovery.TornRecords > 0)
        {
            LedgerLog.TornTail(_logger, _recovery.TornRecords, _recovery.TornBytes);
        }

        if (_recovery.DamagedEnd is { } damage)
        {
            LedgerLog.Damaged(_logger, damage.Segment, damage.Offset, damage.What, damage.Length, damage.KeptAs!);
        }

        try
        {
            DrainAll();
        }
        catch (Exception e) when (IsPassing(e))
        {
            StoreFailed(e, _options.RetryDelay);
        }

        lock (_gate)
        {
            _health = _health with { Store = store };
        }

        LedgerLog.Opened(_logger, _options.DataDirectory, _recovery.JournalId, _options.Fsync, store);
        _loop = _draining.PostAsync(DrainLoopAsync);
        _drainTimer = _time.CreateTimer(
            static state => ((LedgerService)state!).Wake(), this, _options.DrainInterval, _options.DrainInterval);
        if (_options.Fsync == FsyncPolicy.Interval)
        {
            _fsyncTimer = _time.CreateTimer(
                static state => ((LedgerService)state!).SyncSoon(), this, _options.FsyncInterval, _options.FsyncInterval);
        }
    }

    private void StopThreads()
    {
        _draining.Dispose();
        _syncing.Dispose();
    }

    private async Task DisposeTimersAsync()
    {
        if (_drainTimer is not null)
        {
            await _drainTimer.DisposeAsync();
        }

        if (_fsyncTimer is not null)
        {
            await _fsyncTimer.DisposeAsync();
        }
    }

    private static bool IsPassing(Exception e) =>
        e is DbException or IOException or UnauthorizedAccessException or LedgerUnavailableException;

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task DrainLoopAsync()
    {
        var delay = _options.RetryDelay;
        try
        {
            while (true)
            {
                await _wake.Reader.ReadAsync(_stop.Token);
                _owed.Write();
                try
                {
                    DrainAll();
                    StoreWorks();
                    delay = _options.RetryDelay;
                }
                catch (Exception e) when (IsPassing(e) || e is LedgerSchemaException)
                {
                    StoreFailed(e, delay);
                    await Task.Delay(delay, _time, _stop.Token);
                    delay = delay * 2 < _options.MaxRetryDelay ? delay * 2 : _options.MaxRetryDelay;
                    Wake();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The last drain follows in DisposeAsync.
        }
    }

    private void DrainAll()
    {
        while (_drainer.DrainBatch() || _drainer.Backlog)
        {
            ShowProgress();
            _stop.Token.ThrowIfCancellationRequested();
        }

        ShowProgress();
    }

    private void DrainForTheLastTime()
    {
        try
        {
            while (_drainer.DrainBatch() || _drainer.Backlog)
            {
            }
        }
        catch (Exception e) when (IsPassing(e) || e is LedgerSchemaException)
        {
            LedgerLog.ClosedUndrained(_logger, e, e.Message);
        }
    }

    /// <summary>Brings the health and those who wait up to date with the drainer. Called by whoever drains.</summary>
    private void ShowProgress()
    {
        lock (_gate)
        {
            _health = _health with
            {
                Backlog = _drainer.Backlog,
                DamagedStretches = _drainer.DamagedStretches + (_recovery.DamagedEnd is null ? 0 : 1),
                AbandonedEntries = _drainer.AbandonedEntries,
            };
        }

        if (!_drainer.Backlog)
        {
            _flushes.Reached(_drainer.Position);
        }
    }

    private void StoreFailed(Exception e, TimeSpan delay)
    {
        lock (_gate)
        {
            _health = _health with { StoreError = e.Message, StoreFailingSince = _health.StoreFailingSince ?? _time.GetUtcNow() };
        }

        LedgerLog.StoreFailed(_logger, e, e.Message, delay);
    }

    private void StoreWorks()
    {
        DateTimeOffset? since;
        lock (_gate)
        {
            since = _health.StoreFailingSince;
            _health = _health with { StoreError = null, StoreFailingSince = null };
        }

        if (since is { } failing)
        {
            LedgerLog.StoreRecovered(_logger, _time.GetUtcNow() - failing);
        }
    }

    /// <summary>At most one flush waits: a disk that is slower than the interval must not pile them up.</summary>
    private void SyncSoon()
    {
        if (_lastSync.IsCompleted)
        {
            Volatile.Write(ref _lastSync, _syncing.Post(SyncNow));
        }
    }

    private void SyncNow()
    {
        string? error = null;
        try
        {
            _writer.Sync();
        }
        catch (IOException e)
        {
            error = e.Message;
            LedgerLog.FsyncFailed(_logger, e, e.Message);
        }

        lock (_gate)
        {
            _health = _health with { FsyncError = error };
        }
    }
}
