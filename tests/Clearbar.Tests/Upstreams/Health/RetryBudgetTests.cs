using Clearbar.Testing;
using Clearbar.Upstreams.Health;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Upstreams.Health;

public sealed class RetryBudgetTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Without_calls_there_is_the_floor_and_no_more()
    {
        var budget = new RetryBudget(_time);
        var options = new RetryBudgetOptions { Floor = 3 };

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => budget.TryTake(options)));
    }

    [Fact]
    public void A_hundred_calls_allow_ten_retries_more()
    {
        var budget = new RetryBudget(_time);
        var options = new RetryBudgetOptions { Floor = 0, Percent = 10 };
        for (var i = 0; i < 100; i++)
        {
            budget.Called();
        }

        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => budget.TryTake(options)));
    }

    [Fact]
    public void What_was_taken_comes_back_when_it_has_left_the_window()
    {
        var budget = new RetryBudget(_time);
        var options = new RetryBudgetOptions { Floor = 1 };
        Assert.True(budget.TryTake(options));
        _time.Advance(RetryBudget.Window);
        Assert.False(budget.TryTake(options));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(budget.TryTake(options));
    }

    [Fact]
    public void A_percentage_of_zero_and_no_floor_switch_retries_off()
    {
        var budget = new RetryBudget(_time);
        budget.Called();

        Assert.False(budget.TryTake(new RetryBudgetOptions { Floor = 0, Percent = 0 }));
    }

    /// <summary>Requirement 28, in every ten seconds of any traffic: counted here exactly, call by call.</summary>
    [Fact]
    public void In_any_ten_seconds_there_are_never_more_retries_than_the_share_and_the_floor()
    {
        var moment = Gen.Zip(Gen.Choose(0, 900), Gen.Choose(0, 40));
        var traffic = Gen.Zip(Gen.Choose(0, 5), moment.ListOf());
        Prop.ForAll(traffic.ToArbitrary(), sample =>
        {
            var (floor, moments) = sample;
            var time = new ManualTime();
            var budget = new RetryBudget(time);
            var options = new RetryBudgetOptions { Floor = floor, Percent = 10 };
            var calls = new List<DateTimeOffset>();
            var retries = new List<DateTimeOffset>();
            foreach (var (wait, count) in moments)
            {
                time.Advance(TimeSpan.FromMilliseconds(wait));
                var now = time.GetUtcNow();
                for (var i = 0; i < count; i++)
                {
                    budget.Called();
                    calls.Add(now);
                    if (!budget.TryTake(options))
                    {
                        continue;
                    }

                    retries.Add(now);
                    var since = now - RetryBudget.Window;
                    if (retries.Count(at => at > since) > floor + (0.1 * calls.Count(at => at > since)))
                    {
                        return false;
                    }
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }
}
