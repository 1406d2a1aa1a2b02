using Clearbar.Certificates.Online;
using Clearbar.Pricing;
using Clearbar.Testing;

namespace Clearbar.Tests.Certificates.Online;

public sealed class ShadowBudgetTests
{
    [Fact]
    public async Task The_cap_holds_while_many_reserve_at_once()
    {
        var budget = new ShadowBudget(new Usd(1m), new ManualTime());
        var settled = 0L;
        await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, (i, _) =>
        {
            using var lease = budget.TryReserve(new Usd(0.01m));
            Assert.True(budget.Spend.Spent <= new Usd(1m));
            if (lease is not null)
            {
                lease.Settle(new Usd(0.001m * (i % 10)));
                Interlocked.Add(ref settled, i % 10);
            }

            return ValueTask.CompletedTask;
        });

        Assert.Equal(new Usd(0.001m * settled), budget.Spend.Spent);
        Assert.InRange(budget.Spend.Spent.Amount, 0.98m, 1m);
    }

    [Fact]
    public void Reserved_dollars_count_until_they_are_settled_and_a_broken_off_call_costs_its_worst_case()
    {
        var budget = new ShadowBudget(new Usd(1m), new ManualTime());
        var lease = budget.TryReserve(new Usd(0.7m));
        Assert.NotNull(lease);
        Assert.Null(budget.TryReserve(new Usd(0.4m)));
        lease.Settle(new Usd(0.1m));
        lease.Settle(new Usd(0.7m));
        Assert.Equal(new Usd(0.9m), budget.Left);
        budget.TryReserve(new Usd(0.4m))!.Dispose();
        Assert.Equal(new Usd(0.5m), budget.Left);
    }

    [Fact]
    public void A_new_day_starts_with_the_whole_cap_and_calls_of_the_old_one_do_not_touch_it()
    {
        var time = new ManualTime();
        var budget = new ShadowBudget(new Usd(1m), time);
        var late = budget.TryReserve(new Usd(1m))!;
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(new Usd(1m), budget.Left);
        late.Settle(new Usd(1m));
        Assert.Equal(new Usd(1m), budget.Left);
    }

    [Fact]
    public void What_other_replicas_and_the_time_before_a_restart_spent_counts()
    {
        var time = new ManualTime();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var budget = new ShadowBudget(new Usd(1m), time, new ShadowSpend(today, new Usd(0.3m)));
        budget.Join(new ShadowSpend(today, new Usd(0.5m)));
        Assert.Equal(new Usd(0.2m), budget.Left);
        Assert.Null(budget.TryReserve(new Usd(0.21m)));
        budget.Join(new ShadowSpend(today.AddDays(-1), new Usd(0.5m)));
        Assert.NotNull(budget.TryReserve(new Usd(0.7m)));
    }
}
