using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Sqlite;
using Clearbar.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger;

public sealed class LedgerFaultTests : IDisposable
{
    private const int StoreFailed = 2005;

    private readonly DataDirectory _data = new();

    private LedgerOptions Options => new() { DataDirectory = _data.Root, RetryDelay = TimeSpan.FromMilliseconds(1) };

    private string StorePath => new LedgerLayout(_data.Root).StorePath;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task While_the_store_is_locked_traffic_goes_on_and_afterwards_everything_is_there()
    {
        var failed = new EventSignal(StoreFailed);
        await using var ledger = LedgerService.Open(Options, TimeProvider.System, failed);
        Task flush;
        using (var intruder = StoreProbe.Connect(_data.Root))
        {
            StoreProbe.Run(intruder, "BEGIN IMMEDIATE");
            ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
            flush = ledger.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Contains("locked", await failed.Seen, StringComparison.Ordinal);
            ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
            Assert.Equal(2, ledger.Health.UndrainedRecords);
            Assert.Contains("locked", ledger.Health.StoreError, StringComparison.Ordinal);
            Assert.False(flush.IsCompleted);
            StoreProbe.Run(intruder, "COMMIT");
        }

        await flush;
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, StoreProbe.Count(_data.Root));
        Assert.Equal(0, ledger.Health.UndrainedRecords);
    }

    [Fact]
    public async Task A_store_that_is_not_even_a_database_does_not_prevent_the_start_and_is_used_when_it_is_repaired()
    {
        await File.WriteAllTextAsync(StorePath, new string('x', 8192), TestContext.Current.CancellationToken);
        var failed = new EventSignal(StoreFailed);
        await using var ledger = LedgerService.Open(Options, TimeProvider.System, failed);
        ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
        Assert.Contains("not a database", await failed.Seen, StringComparison.Ordinal);

        File.Delete(StorePath);
        await ledger.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, StoreProbe.Count(_data.Root));
        Assert.False(ledger.Health.Backlog);
    }

    [Fact]
    public async Task Entries_of_a_dead_gateway_are_marked_even_when_the_store_only_comes_back_later()
    {
        var dead = Guid.CreateVersion7();
        var alive = Guid.CreateVersion7();
        await using (var ledger = LedgerService.Open(Options, TimeProvider.System, NullLogger<LedgerService>.Instance))
        {
            ledger.Open(SampleEntries.Opened(dead));
        }

        var down = true;
        var failed = new EventSignal(StoreFailed);
        ILedgerStore OpenStore() => Volatile.Read(ref down) ? throw new SqliteException("gone", 14) : SqliteLedgerStore.Open(StorePath);
        await using (var ledger = LedgerService.Open(Options, null, OpenStore, TimeProvider.System, failed))
        {
            await failed.Seen;
            ledger.Open(SampleEntries.Opened(alive));
            Volatile.Write(ref down, false);
            await ledger.FlushAsync(TestContext.Current.CancellationToken);

            Assert.Equal(1, ledger.Health.AbandonedEntries);
        }

        var outcomes = StoreProbe.Outcomes(_data.Root);
        Assert.Equal(EntryOutcome.Abandoned, outcomes[dead]);
        Assert.Equal(EntryOutcome.Open, outcomes[alive]);
    }

    [Fact]
    public async Task A_stop_with_a_failing_store_leaves_everything_to_the_next_start()
    {
        var down = false;
        ILedgerStore OpenStore() => Volatile.Read(ref down) ? throw new SqliteException("gone", 14) : SqliteLedgerStore.Open(StorePath);
        await using (var ledger = LedgerService.Open(Options, null, OpenStore, new ManualTime(), NullLogger.Instance))
        {
            using var intruder = StoreProbe.Connect(_data.Root);
            StoreProbe.Run(intruder, "BEGIN IMMEDIATE");
            ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
            Volatile.Write(ref down, true);
            await ledger.DisposeAsync();
        }

        Assert.Equal(0, StoreProbe.Count(_data.Root));
        await LedgerService.Open(Options, TimeProvider.System, NullLogger<LedgerService>.Instance).DisposeAsync();
        Assert.Equal(1, StoreProbe.Count(_data.Root));
    }

    [Fact]
    public async Task A_store_removed_under_the_running_gateway_is_made_anew_from_the_journal()
    {
        await using var ledger = LedgerService.Open(Options, TimeProvider.System, NullLogger<LedgerService>.Instance);
        ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
        File.Delete(StorePath);
        File.Delete(StorePath + "-wal");
        File.Delete(StorePath + "-shm");

        ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
        await ledger.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, StoreProbe.Count(_data.Root));
    }

    [Fact]
    public async Task A_full_disk_stops_the_attempt_and_nothing_else()
    {
        var files = new MemoryJournalFiles();
        await using var ledger = LedgerService.Open(
            Options, files, () => SqliteLedgerStore.Open(StorePath), TimeProvider.System, NullLogger.Instance);
        ledger.Open(SampleEntries.Opened(Guid.CreateVersion7()));
        files.Capacity = 500;

        Assert.Throws<LedgerUnavailableException>(() => ledger.Open(SampleEntries.Opened(Guid.CreateVersion7())));

        files.Capacity = long.MaxValue;
        ledger.Open(SampleEntries.Opened(Guid.CreateVersion7()));
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, StoreProbe.Count(_data.Root));
    }

    [Fact]
    public async Task A_settlement_a_full_disk_could_not_take_is_written_when_there_is_room_again()
    {
        var files = new MemoryJournalFiles();
        await using var ledger = LedgerService.Open(
            Options, files, () => SqliteLedgerStore.Open(StorePath), TimeProvider.System, NullLogger.Instance);
        var id = Guid.CreateVersion7();
        ledger.Open(SampleEntries.Opened(id));
        files.Capacity = 500;
        Assert.Throws<LedgerUnavailableException>(() => ledger.Settle(SampleEntries.Settled(id)));

        ledger.SettleLater(SampleEntries.Settled(id));
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, ledger.Health.OwedSettlements);
        Assert.Equal(EntryOutcome.Open, StoreProbe.Outcomes(_data.Root)[id]);

        files.Capacity = long.MaxValue;
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, ledger.Health.OwedSettlements);
        Assert.Equal(SampleEntries.Settled(id).Outcome, StoreProbe.Outcomes(_data.Root)[id]);
    }

    [Fact]
    public async Task A_settlement_still_owed_at_the_stop_is_written_before_the_last_drain()
    {
        var files = new MemoryJournalFiles();
        var id = Guid.CreateVersion7();
        await using (var ledger = LedgerService.Open(
            Options, files, () => SqliteLedgerStore.Open(StorePath), new ManualTime(), NullLogger.Instance))
        {
            ledger.Open(SampleEntries.Opened(id));
            files.Capacity = 500;
            ledger.SettleLater(SampleEntries.Settled(id));
            await ledger.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, ledger.Health.OwedSettlements);
            files.Capacity = long.MaxValue;
        }

        Assert.Equal(SampleEntries.Settled(id).Outcome, StoreProbe.Outcomes(_data.Root)[id]);
    }

    [Theory]
    [InlineData(FsyncPolicy.Interval, 1)]
    [InlineData(FsyncPolicy.None, 0)]
    public async Task Under_the_policy_interval_the_journal_is_flushed_by_the_clock(FsyncPolicy policy, int syncs)
    {
        var files = new MemoryJournalFiles();
        var time = new ManualTime();
        await using var ledger = LedgerService.Open(
            Options with { Fsync = policy }, files, () => SqliteLedgerStore.Open(StorePath), time, NullLogger.Instance);
        ledger.Open(SampleEntries.Opened(Guid.CreateVersion7()));
        Assert.Equal(0, files.Syncs);

        time.Advance(TimeSpan.FromSeconds(1));
        await ledger.LastSync;

        Assert.Equal(syncs, files.Syncs);
    }

    [Fact]
    public async Task A_flush_that_fails_is_seen_in_the_health_until_one_succeeds()
    {
        var files = new MemoryJournalFiles();
        var time = new ManualTime();
        await using var ledger = LedgerService.Open(Options, files, () => SqliteLedgerStore.Open(StorePath), time, NullLogger.Instance);
        ledger.Open(SampleEntries.Opened(Guid.CreateVersion7()));
        files.SyncFails = true;
        time.Advance(TimeSpan.FromSeconds(1));
        await ledger.LastSync;
        Assert.NotNull(ledger.Health.FsyncError);

        files.SyncFails = false;
        time.Advance(TimeSpan.FromSeconds(1));
        await ledger.LastSync;

        Assert.Null(ledger.Health.FsyncError);
    }

    [Fact]
    public async Task A_torn_record_is_counted_in_the_health()
    {
        await using (var ledger = LedgerService.Open(Options, TimeProvider.System, NullLogger<LedgerService>.Instance))
        {
            ledger.Open(SampleEntries.Opened(Guid.CreateVersion7()));
        }

        var journal = Directory.GetFiles(new LedgerLayout(_data.Root).JournalDirectory, "*.journal").Order().Last();
        await File.AppendAllBytesAsync(journal, [99, 0, 0, 0, 1, 2, 3], TestContext.Current.CancellationToken);
        await using var next = LedgerService.Open(Options, TimeProvider.System, NullLogger<LedgerService>.Instance);

        Assert.Equal(1, next.Health.TornRecords);
        Assert.Equal(1, next.Health.AbandonedEntries);
    }
}
