using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Ledger.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger;

/// <summary>A gateway's ledger on a server of its own, which crashes, stays away and comes back.</summary>
[Trait("Speed", "Slow")]
public sealed class PostgresOutageTests : IDisposable
{
    private const int StoreFailed = 2005;

    private readonly DataDirectory _data = new();
    private readonly string _server = PostgresServer.Script("start");
    private readonly PostgresAddress _address;

    public PostgresOutageTests() => _address = PostgresServer.AddressOf("ledger", _server);

    private LedgerOptions Options => new() { DataDirectory = _data.Root, RetryDelay = TimeSpan.FromMilliseconds(1) };

    public void Dispose()
    {
        PostgresServer.Script("stop", PostgresServer.DirectoryOf(_server));
        _data.Dispose();
    }

    [Fact]
    public async Task While_the_server_is_down_traffic_goes_on_and_when_it_is_back_every_entry_is_there_once()
    {
        var failed = new EventSignal(StoreFailed);
        await using var ledger = Open(failed);
        var ids = new List<Guid>();
        Write(ledger, ids, 300);
        await ledger.FlushAsync(TestContext.Current.CancellationToken);

        // Batches the server had not written to its disk yet may go with the crash; the journal still has them.
        Write(ledger, ids, 300);
        PostgresServer.Script("halt", PostgresServer.DirectoryOf(_server));
        Write(ledger, ids, 300);
        Assert.NotEmpty(await failed.Seen);
        Assert.NotNull(ledger.Health.StoreError);
        Assert.InRange(ledger.Health.UndrainedRecords, 600, 1800);

        PostgresServer.Script("start", PostgresServer.DirectoryOf(_server));
        await ledger.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, ledger.Health.UndrainedRecords);
        AssertAllThere(ids, EntryOutcome.Accepted);
    }

    [Fact]
    public async Task A_gateway_starts_without_its_server_and_marks_what_the_one_before_left_when_it_comes_back()
    {
        var ids = new List<Guid>();
        await using (var first = Open(NullLogger<LedgerService>.Instance))
        {
            for (var i = 0; i < 10; i++)
            {
                ids.Add(Guid.CreateVersion7());
                first.Open(SampleEntries.Opened(ids[^1]));
            }
        }

        PostgresServer.Script("halt", PostgresServer.DirectoryOf(_server));
        var failed = new EventSignal(StoreFailed);
        await using var second = Open(failed);
        Assert.NotEmpty(await failed.Seen);
        Assert.True(second.Health.Backlog);

        PostgresServer.Script("start", PostgresServer.DirectoryOf(_server));
        await second.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(10, second.Health.AbandonedEntries);
        AssertAllThere(ids, EntryOutcome.Abandoned);
    }

    [Fact]
    public async Task A_stop_without_the_server_leaves_everything_to_the_next_start()
    {
        var ids = new List<Guid>();
        var ledger = Open(NullLogger<LedgerService>.Instance);
        PostgresServer.Script("halt", PostgresServer.DirectoryOf(_server));
        Write(ledger, ids, 50);
        await ledger.DisposeAsync();
        PostgresServer.Script("start", PostgresServer.DirectoryOf(_server));

        await Open(NullLogger<LedgerService>.Instance).DisposeAsync();

        AssertAllThere(ids, EntryOutcome.Accepted);
    }

    private LedgerService Open(Microsoft.Extensions.Logging.ILogger<LedgerService> logger) => LedgerService.Open(
        Options, null, () => PostgresLedgerStore.Open(_address, null, TimeProvider.System), TimeProvider.System, logger);

    private static void Write(LedgerService ledger, List<Guid> ids, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            ids.Add(Guid.CreateVersion7());
            ledger.Open(SampleEntries.Opened(ids[^1]));
            ledger.Settle(SampleEntries.Settled(ids[^1]));
        }
    }

    private void AssertAllThere(List<Guid> ids, EntryOutcome outcome)
    {
        using var connection = _address.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*), COUNT(DISTINCT entry_id) FROM entries WHERE outcome = {(int)outcome}";
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            Assert.Equal((ids.Count, ids.Count), (reader.GetInt64(0), reader.GetInt64(1)));
        }

        using var report = StoreReader.Open(_address);
        var total = report.ReadTotal(new ReportQuery());
        Assert.Equal(ids.Count, total.Attempts);
        Assert.Equal(outcome == EntryOutcome.Accepted ? ids.Count * SampleEntries.Cost.Amount : 0, total.Cost.Amount);
    }
}
