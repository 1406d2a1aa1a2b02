using Clearbar.Budgets;
using Clearbar.Limits;
using Clearbar.Testing;

namespace Clearbar.Tests.Limits;

public sealed class RateLimiterTests
{
    private readonly ManualTime _clock = new();

    [Fact]
    public void A_minutes_requests_may_come_at_once_and_then_they_come_evenly()
    {
        var limiter = new RateLimiter(_clock);
        RateLimit[] limits = [new() { Name = "slow", RequestsPerMinute = 4 }];
        for (var i = 0; i < 4; i++)
        {
            Enter(limiter, limits).Dispose();
        }

        Assert.False(limiter.TryEnter(limits, Subject("k"), 1, out _, out var refusal));
        Assert.Equal(("slow", "4 requests per minute", TimeSpan.FromSeconds(15)), (refusal.Limit, refusal.What, refusal.Wait));
        _clock.Advance(refusal.Wait);
        Enter(limiter, limits).Dispose();
        Assert.False(limiter.TryEnter(limits, Subject("k"), 1, out _, out _));
    }

    [Fact]
    public void The_estimate_of_tokens_is_corrected_when_the_request_is_over()
    {
        var limiter = new RateLimiter(_clock);
        RateLimit[] limits = [new() { Name = "tokens", TokensPerMinute = 1000 }];

        var pass = Enter(limiter, limits, estimate: 600);
        Assert.False(limiter.TryEnter(limits, Subject("k"), 600, out _, out _));
        pass.Used(100);
        pass.Dispose();
        var second = Enter(limiter, limits, estimate: 600);
        second.Used(5000);
        second.Dispose();

        // 900 were left, 5,000 were used: 4,100 short of nothing, and the next one needs 600 more.
        Assert.False(limiter.TryEnter(limits, Subject("k"), 600, out _, out var refusal));
        Assert.Equal(4.7, refusal.Wait.TotalMinutes, 3);
    }

    [Fact]
    public void Tokens_of_an_answer_that_is_read_on_after_its_request_count_as_well()
    {
        var limiter = new RateLimiter(_clock);
        RateLimit[] limits = [new() { Name = "tokens", TokensPerMinute = 1000, Concurrency = 1 }];

        var pass = Enter(limiter, limits, estimate: 100);
        pass.Dispose();
        pass.Used(1500);

        // 1,500 of 1,000 are used, and the next one needs 100 more; its place is free once and not twice.
        Assert.False(limiter.TryEnter(limits, Subject("k"), 100, out _, out var refusal));
        Assert.Equal(0.6, refusal.Wait.TotalMinutes, 3);
        _clock.Advance(refusal.Wait);
        Enter(limiter, limits, estimate: 100);
        Assert.False(limiter.TryEnter(limits, Subject("k"), 0, out _, out _));
    }

    [Fact]
    public void A_request_larger_than_the_minute_is_let_in_when_the_minute_is_whole()
    {
        var limiter = new RateLimiter(_clock);
        RateLimit[] limits = [new() { Name = "tokens", TokensPerMinute = 1000 }];

        Enter(limiter, limits, estimate: 50_000);

        Assert.False(limiter.TryEnter(limits, Subject("k"), 1, out _, out _));
    }

    [Fact]
    public void A_place_is_free_again_when_its_request_is_over_and_only_once()
    {
        var limiter = new RateLimiter(_clock);
        RateLimit[] limits = [new() { Name = "two", Concurrency = 2 }];
        var first = Enter(limiter, limits);
        Enter(limiter, limits);
        Assert.False(limiter.TryEnter(limits, Subject("k"), 1, out _, out _));

        first.Dispose();
        first.Dispose();

        Enter(limiter, limits);
        Assert.False(limiter.TryEnter(limits, Subject("k"), 1, out _, out _));
    }

    [Fact]
    public void What_one_limit_refuses_is_not_taken_from_another()
    {
        var limiter = new RateLimiter(_clock);
        RateLimit[] limits = [new() { Name = "many", RequestsPerMinute = 2 }, new() { Name = "one", Concurrency = 1 }];
        var pass = Enter(limiter, limits);
        for (var i = 0; i < 10; i++)
        {
            Assert.False(limiter.TryEnter(limits, Subject("k"), 1, out _, out var refusal));
            Assert.Equal("one", refusal.Limit);
        }

        pass.Dispose();

        Enter(limiter, limits);
    }

    [Fact]
    public void Each_key_has_its_own()
    {
        var limiter = new RateLimiter(_clock);
        RateLimit[] limits = [new() { Name = "each", RequestsPerMinute = 1, Each = TrafficPart.Key }];
        Enter(limiter, limits);

        Assert.False(limiter.TryEnter(limits, Subject("k"), 1, out _, out var refusal));
        Assert.Equal("each/k", refusal.Limit);
        Assert.True(limiter.TryEnter(limits, Subject("other"), 1, out _, out _));
    }

    private static RatePass Enter(RateLimiter limiter, RateLimit[] limits, long estimate = 1)
    {
        Assert.True(limiter.TryEnter(limits, Subject("k"), estimate, out var pass, out var refusal), refusal.ToString());
        return pass;
    }

    private static TrafficSubject Subject(string key) => new(key, new Dictionary<string, string>(), "c", null, null, null);
}
