using Clearbar.Budgets;
using Clearbar.Budgets.Postgres;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Clearbar.Tests.Ledger;

namespace Clearbar.Tests.Budgets.Postgres;

/// <summary>Leased budgets on a server of their own, which is stopped and comes back (invariants I5 and I10).</summary>
[Trait("Speed", "Slow")]
public sealed class LeasedBudgetOutageTests : IDisposable
{
    private static readonly Budget Ten = new() { Name = "ten", Limit = new Usd(10), Per = BudgetPeriod.Total };

    private readonly string _server = PostgresServer.Script("start");
    private readonly PostgresAddress _address;

    public LeasedBudgetOutageTests()
    {
        _address = PostgresServer.AddressOf("ledger", _server);
        PostgresLedgerStore.Open(_address, null, TimeProvider.System).Dispose();
    }

    public void Dispose() => PostgresServer.Script("stop", PostgresServer.DirectoryOf(_server));

    [Fact]
    public async Task Without_the_server_the_slice_is_spent_then_all_is_refused_and_when_it_is_back_it_goes_on()
    {
        var clock = new JumpingTime();
        using var counters = Start(clock);
        using var other = Start(clock);
        Assert.True(await ReserveAsync(counters, 1));
        Assert.True(await ReserveAsync(other, 1));
        PostgresServer.Script("halt", PostgresServer.DirectoryOf(_server));

        // An eighth of what was left had been leased beside the first attempt.
        var inOutage = 0;
        while (await ReserveAsync(counters, 0.1m))
        {
            inOutage++;
        }

        Assert.InRange(inOutage, 5, 12);
        Assert.NotNull(counters.LastError);

        // Nobody waits for a server that failed a moment ago, and a soft budget only warns.
        Assert.True(await ReserveAsync(counters, 1, new Budget { Name = "soft", Limit = new Usd(1), IsHard = false }));

        PostgresServer.Script("start", PostgresServer.DirectoryOf(_server));
        clock.Pass(TimeSpan.FromMinutes(10));
        while (await ReserveAsync(counters, 0.1m))
        {
        }

        // What the other has free it gives back when it is in touch again.
        await other.ExchangeSoon(ask: false);
        await other.ExchangeSoon(ask: false);
        Assert.Null(other.LastError);
        while (await ReserveAsync(counters, 0.1m))
        {
        }

        // The first two, and all of the rest: no slice is lost, nothing is spent twice.
        var state = counters.StateOf(Ten, "");
        Assert.Null(counters.LastError);
        Assert.Equal(new Usd(10), state.Spent + state.Reserved);
        Assert.False(await ReserveAsync(other, 0.1m));
    }

    [Fact]
    public async Task A_replica_that_starts_without_the_server_has_no_slice_and_gets_one_when_it_is_back()
    {
        var clock = new JumpingTime();
        PostgresServer.Script("halt", PostgresServer.DirectoryOf(_server));
        using var counters = Start(clock);
        Assert.False(await ReserveAsync(counters, 1));

        PostgresServer.Script("start", PostgresServer.DirectoryOf(_server));
        clock.Pass(TimeSpan.FromSeconds(2));

        Assert.True(await ReserveAsync(counters, 1));
    }

    private LeasedBudgetCounters Start(JumpingTime clock)
    {
        var counters = new LeasedBudgetCounters(_address, Guid.NewGuid(), clock) { Patience = TimeSpan.Zero };
        foreach (var (budget, window, _) in counters.Local.Unloaded([Ten]))
        {
            counters.Local.Load(budget, window, new Dictionary<string, Usd>());
        }

        return counters;
    }

    private static async Task<bool> ReserveAsync(LeasedBudgetCounters counters, decimal amount, Budget? budget = null)
    {
        BudgetHold[] holds = [new BudgetHold(budget ?? Ten, "", new Usd(amount), MayOverdraw: false)];
        await counters.PrepareAsync(holds, TestContext.Current.CancellationToken);
        return counters.TryReserve(holds, out _, out _);
    }
}
