using Clearbar.Budgets;
using Clearbar.Pricing;
using Clearbar.Testing;

namespace Clearbar.Tests.Budgets;

public sealed class MemoryBudgetCountersTests
{
    private static readonly Budget Ten = new() { Name = "ten", Limit = new Usd(10) };

    private readonly ManualTime _clock = new();

    [Fact]
    public async Task Two_hundred_callers_never_spend_more_than_the_budget_and_one_reservation()
    {
        var counters = new MemoryBudgetCounters(_clock);
        var wide = new Budget { Name = "wide", Limit = new Usd(1000) };
        var ceiling = new Usd(0.07m);
        var spent = 0m;
        var refused = 0;
        var gate = new Lock();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(caller => Task.Run(() =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 40; i++)
            {
                if (!counters.TryReserve([Hold(wide, ceiling), Hold(Ten, ceiling)], out var reservation, out var refusal))
                {
                    // Wrongly refused would be: with room left.
                    Assert.True(refusal.State.Spent + refusal.State.Reserved >= Ten.Limit);
                    Interlocked.Increment(ref refused);
                    continue;
                }

                counters.MarkSent(reservation);
                var cost = new Usd(random.Next(1, 70) / 1000m);
                counters.Settle(reservation, cost);
                lock (gate)
                {
                    spent += cost.Amount;
                }
            }
        })));

        var state = counters.StateOf(Ten, "");
        Assert.True(refused > 0);
        Assert.InRange(spent, Ten.Limit.Amount, Ten.Limit.Amount + ceiling.Amount);
        Assert.Equal(spent, state.Spent.Amount);
        Assert.Equal(Usd.Zero, state.Reserved);
        Assert.Equal(spent, counters.StateOf(wide, "").Spent.Amount);
    }

    [Fact]
    public void What_one_budget_refuses_no_other_budget_holds()
    {
        var counters = new MemoryBudgetCounters(_clock);
        var full = new Budget { Name = "full", Limit = Usd.Zero };

        Assert.False(counters.TryReserve([Hold(Ten, new Usd(1)), Hold(full, new Usd(1))], out _, out var refusal));

        Assert.Equal("full", refusal.State.Budget.Name);
        Assert.Equal(1, refusal.State.Refused);
        Assert.Equal(Usd.Zero, counters.StateOf(Ten, "").Reserved);
    }

    [Fact]
    public void An_unknown_cost_charges_what_was_held()
    {
        var counters = new MemoryBudgetCounters(_clock);
        var reservation = Reserve(counters, Ten, 3);

        counters.Settle(reservation, null);

        Assert.Equal(new Usd(3), counters.StateOf(Ten, "").Spent);
    }

    [Fact]
    public void A_reservation_ends_once()
    {
        var counters = new MemoryBudgetCounters(_clock);
        var reservation = Reserve(counters, Ten, 3);

        counters.Settle(reservation, new Usd(1));
        counters.Settle(reservation, new Usd(1));
        counters.Release(reservation);

        var state = counters.StateOf(Ten, "");
        Assert.Equal((new Usd(1), Usd.Zero), (state.Spent, state.Reserved));
    }

    [Fact]
    public void What_was_leaked_unsent_holds_nothing_after_an_hour_and_what_was_sent_is_charged_until_it_is_settled()
    {
        var counters = new MemoryBudgetCounters(_clock);
        Reserve(counters, Ten, 4);
        var sent = Reserve(counters, Ten, 5);
        counters.MarkSent(sent);

        _clock.Advance(MemoryBudgetCounters.ReservationLife);

        var expired = Assert.Single(counters.Snapshot([Ten]));
        Assert.Equal((new Usd(5), Usd.Zero), (expired.Spent, expired.Reserved));
        counters.Settle(sent, new Usd(2));
        Assert.Equal(new Usd(2), counters.StateOf(Ten, "").Spent);
    }

    [Fact]
    public void A_new_window_starts_empty_and_late_costs_stay_in_the_window_they_were_reserved_in()
    {
        var counters = new MemoryBudgetCounters(_clock);
        var daily = Ten with { Per = BudgetPeriod.Day };
        Spend(counters, daily, 10);
        Assert.False(counters.TryReserve([Hold(daily, new Usd(1))], out _, out _));
        _clock.Advance(TimeSpan.FromHours(11) + TimeSpan.FromMinutes(50));
        counters.TryReserve([Hold(daily, new Usd(1)) with { MayOverdraw = true }], out var late, out _);

        _clock.Advance(TimeSpan.FromMinutes(20));

        counters.Settle(late!, new Usd(1));
        Assert.Equal(Usd.Zero, counters.StateOf(daily, "").Spent);
        Assert.True(counters.TryReserve([Hold(daily, new Usd(1))], out _, out _));
    }

    [Fact]
    public void A_soft_budget_counts_and_never_refuses()
    {
        var counters = new MemoryBudgetCounters(_clock);
        var soft = Ten with { IsHard = false };
        Spend(counters, soft, 25);

        Assert.True(counters.TryReserve([Hold(soft, new Usd(1))], out _, out _));
        Assert.Equal(250, counters.StateOf(soft, "").Percent);
    }

    [Fact]
    public void A_changed_limit_keeps_what_was_spent()
    {
        var counters = new MemoryBudgetCounters(_clock);
        Spend(counters, Ten, 10);

        var raised = Ten with { Limit = new Usd(20) };

        Assert.True(counters.TryReserve([Hold(raised, new Usd(1))], out _, out _));
        Assert.Equal(50, counters.StateOf(raised, "").Percent);
    }

    [Fact]
    public void Each_threshold_is_told_once_in_a_window()
    {
        var told = new List<int>();
        var counters = new MemoryBudgetCounters(_clock, warning => told.Add(warning.Threshold));
        var daily = Ten with { Per = BudgetPeriod.Day };

        foreach (var cost in (int[])[4, 1, 1, 2, 2, 1])
        {
            counters.TryReserve([Hold(daily, new Usd(cost)) with { MayOverdraw = true }], out var reservation, out _);
            counters.Settle(reservation!, new Usd(cost));
        }

        Assert.Equal([50, 80, 100], told);
        _clock.Advance(TimeSpan.FromDays(1));
        Spend(counters, daily, 9);
        Assert.Equal([50, 80, 100, 90], told);
    }

    [Fact]
    public void What_the_ledger_knows_is_added_once_and_warns_nobody_again()
    {
        var told = new List<int>();
        var counters = new MemoryBudgetCounters(_clock, warning => told.Add(warning.Threshold));
        Spend(counters, Ten, 1);
        var (_, window, _) = Assert.Single(counters.Unloaded([Ten]));

        counters.Load(Ten, window, new Dictionary<string, Usd> { [""] = new(8) });
        counters.Load(Ten, window, new Dictionary<string, Usd> { [""] = new(8) });

        Assert.Empty(counters.Unloaded([Ten]));
        Assert.Equal(new Usd(9), counters.StateOf(Ten, "").Spent);
        Spend(counters, Ten, 0);
        Assert.Empty(told);
        Spend(counters, Ten, 1);
        Assert.Equal([100], told);
    }

    [Fact]
    public void Parts_are_counted_apart()
    {
        var counters = new MemoryBudgetCounters(_clock);
        var each = Ten with { Each = TrafficPart.Key };
        counters.TryReserve([new BudgetHold(each, "a", new Usd(10), false)], out var reservation, out _);
        counters.Settle(reservation!, new Usd(10));

        Assert.False(counters.TryReserve([new BudgetHold(each, "a", new Usd(1), false)], out _, out _));
        Assert.True(counters.TryReserve([new BudgetHold(each, "b", new Usd(1), false)], out _, out _));
        Assert.Equal(["ten/a", "ten/b"], counters.Snapshot([each]).Select(state => state.DisplayName).Order());
    }

    private static BudgetHold Hold(Budget budget, Usd amount) => new(budget, "", amount, MayOverdraw: false);

    private static BudgetReservation Reserve(MemoryBudgetCounters counters, Budget budget, decimal amount)
    {
        Assert.True(counters.TryReserve([Hold(budget, new Usd(amount))], out var reservation, out _));
        return reservation;
    }

    private static void Spend(MemoryBudgetCounters counters, Budget budget, decimal amount) =>
        counters.Settle(Reserve(counters, budget, amount), new Usd(amount));
}
