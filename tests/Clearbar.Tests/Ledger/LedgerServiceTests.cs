using Clearbar.Ledger;
using Clearbar.Pricing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger;

public sealed class LedgerServiceTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task An_opened_and_settled_entry_is_in_the_store_with_every_column()
    {
        var id = Guid.CreateVersion7();
        await using (var ledger = Open())
        {
            ledger.Open(SampleEntries.Opened(id));
            ledger.Settle(SampleEntries.Settled(id));
            await ledger.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, ledger.Health.UndrainedRecords);
        }

        var row = StoreProbe.Row(_data.Root, id);
        Assert.Equal("support \"intent\" ü", row["class"]);
        Assert.Equal(1L, row["stream"]);
        Assert.Equal(1234L, row["cost_micro"]);
        Assert.Equal(500010L, row["cost_pico"]);
        Assert.Equal(12500L, row["ceiling_micro"]);
        Assert.Equal((long)EntryOutcome.Accepted, row["outcome"]);
        Assert.Equal("[[\"input\",800,1.1,1.10,0.000968],[\"output\",40,5.5,1,0.00022]]", row["lines"]);
        Assert.Equal(0.375, row["gateway_ms"]);
        Assert.DoesNotContain(row, column => column.Value is null);
    }

    [Fact]
    public async Task Both_halves_may_arrive_in_different_batches_and_in_any_order()
    {
        var first = Guid.CreateVersion7();
        var second = Guid.CreateVersion7();
        await using (var ledger = Open())
        {
            ledger.Open(SampleEntries.Opened(first));
            ledger.Settle(SampleEntries.Settled(second));
            await ledger.FlushAsync(TestContext.Current.CancellationToken);
            ledger.Settle(SampleEntries.Settled(first));
            ledger.Open(SampleEntries.Opened(second));
            await ledger.FlushAsync(TestContext.Current.CancellationToken);
        }

        var rows = new[] { StoreProbe.Row(_data.Root, first), StoreProbe.Row(_data.Root, second) };
        foreach (var row in rows)
        {
            Assert.DoesNotContain(row, column => column.Value is null);
            Assert.Equal(row["opened_at_us"], row["at_us"]);
        }
    }

    [Fact]
    public async Task A_settlement_without_an_opening_is_kept()
    {
        var id = Guid.CreateVersion7();
        await using (var ledger = Open())
        {
            ledger.Settle(SampleEntries.Settled(id));
        }

        var row = StoreProbe.Row(_data.Root, id);
        Assert.Null(row["opened_at_us"]);
        Assert.Equal(row["settled_at_us"], row["at_us"]);
        Assert.Equal(1234L, row["cost_micro"]);
    }

    [Fact]
    public async Task Replays_change_nothing()
    {
        var id = Guid.CreateVersion7();
        await using (var ledger = Open())
        {
            ledger.Open(SampleEntries.Opened(id));
            ledger.Settle(SampleEntries.Settled(id));
            await ledger.FlushAsync(TestContext.Current.CancellationToken);
            var before = StoreProbe.Row(_data.Root, id);

            ledger.Open(SampleEntries.Opened(id) with { Class = "other" });
            ledger.Settle(SampleEntries.Settled(id) with { Cost = new Usd(9), Outcome = EntryOutcome.Failed });
            ledger.Settle(SampleEntries.Settled(id) with { Cost = new Usd(8) });
            await ledger.FlushAsync(TestContext.Current.CancellationToken);

            Assert.Equal(before, StoreProbe.Row(_data.Root, id));
        }

        Assert.Equal(1, StoreProbe.Count(_data.Root));
    }

    [Fact]
    public async Task An_entry_left_open_by_an_earlier_run_is_marked_abandoned_at_its_ceiling()
    {
        var known = Guid.CreateVersion7();
        var unknown = Guid.CreateVersion7();
        var settled = Guid.CreateVersion7();
        await using (var ledger = Open())
        {
            ledger.Open(SampleEntries.Opened(known));
            ledger.Open(SampleEntries.Opened(unknown) with { Ceiling = null });
            ledger.Open(SampleEntries.Opened(settled));
            ledger.Settle(SampleEntries.Settled(settled));
        }

        await using (var ledger = Open())
        {
            var mine = Guid.CreateVersion7();
            ledger.Open(SampleEntries.Opened(mine));
            await ledger.FlushAsync(TestContext.Current.CancellationToken);

            Assert.Equal(2, ledger.Health.AbandonedEntries);
            Assert.Equal(EntryOutcome.Open, StoreProbe.Outcomes(_data.Root)[mine]);
        }

        var row = StoreProbe.Row(_data.Root, known);
        Assert.Equal((long)EntryOutcome.Abandoned, row["outcome"]);
        Assert.Equal(12500L, row["cost_micro"]);
        Assert.Equal((long)PriceStatus.Estimated, row["price_status"]);
        row = StoreProbe.Row(_data.Root, unknown);
        Assert.Null(row["cost_micro"]);
        Assert.Equal((long)PriceStatus.Unknown, row["price_status"]);
        Assert.Equal(EntryOutcome.Accepted, StoreProbe.Outcomes(_data.Root)[settled]);
    }

    [Fact]
    public async Task A_second_gateway_on_one_directory_is_refused_and_told_what_to_change()
    {
        await using var first = Open();

        var refusal = Assert.Throws<LedgerInUseException>(() => Open());

        Assert.Contains(_data.Root, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_ledger_takes_no_entry()
    {
        var ledger = Open();
        await ledger.DisposeAsync();

        Assert.Throws<LedgerUnavailableException>(() => ledger.Open(SampleEntries.Opened(Guid.CreateVersion7())));
    }

    private LedgerService Open() =>
        LedgerService.Open(new LedgerOptions { DataDirectory = _data.Root }, TimeProvider.System, NullLogger<LedgerService>.Instance);
}
