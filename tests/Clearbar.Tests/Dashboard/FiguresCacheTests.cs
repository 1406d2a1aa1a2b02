using Clearbar.Dashboard.Figures;

namespace Clearbar.Tests.Dashboard;

public sealed class FiguresCacheTests
{
    private static readonly FiguresRequest Request = new("/data", Period.Week, "opus");

    private readonly HandClock _clock = new();
    private int _reads;

    [Fact]
    public async Task Requests_that_arrive_during_a_read_share_it()
    {
        using var go = new ManualResetEventSlim();
        var cache = new FiguresCache(_ => Read(() => go.Wait(TestContext.Current.CancellationToken)), _clock);

        var answers = Enumerable.Range(0, 50).Select(_ => cache.GetAsync(Request, default)).ToArray();
        go.Set();
        await Task.WhenAll(answers);

        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task An_answer_is_kept_for_two_seconds_and_not_longer()
    {
        var cache = new FiguresCache(_ => Read(), _clock);

        await cache.GetAsync(Request, default);
        _clock.Advance(TimeSpan.FromSeconds(1.999));
        await cache.GetAsync(Request, default);
        Assert.Equal(1, _reads);

        _clock.Advance(TimeSpan.FromSeconds(0.001));
        await cache.GetAsync(Request, default);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_slow_read_rests_four_times_as_long_as_it_worked()
    {
        var cache = new FiguresCache(_ => Read(() => _clock.Advance(TimeSpan.FromSeconds(5))), _clock);

        await cache.GetAsync(Request, default);
        _clock.Advance(TimeSpan.FromSeconds(19.999));
        await cache.GetAsync(Request, default);
        Assert.Equal(1, _reads);

        _clock.Advance(TimeSpan.FromSeconds(0.001));
        await cache.GetAsync(Request, default);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_failure_reaches_everyone_and_is_tried_again_after_two_seconds()
    {
        var cache = new FiguresCache(_ => Read(() => throw new IOException("no")), _clock);

        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync(Request, default));
        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync(Request, default));
        Assert.Equal(1, _reads);

        _clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync(Request, default));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task Different_questions_are_read_apart()
    {
        var cache = new FiguresCache(_ => Read(), _clock);

        await cache.GetAsync(Request, default);
        await cache.GetAsync(Request with { Period = Period.All }, default);
        await cache.GetAsync(Request with { Baseline = "haiku" }, default);

        Assert.Equal(3, _reads);
    }

    private LedgerFigures? Read(Action? work = null)
    {
        Interlocked.Increment(ref _reads);
        work?.Invoke();
        return null;
    }

    /// <summary>A clock moved by hand, at an odd frequency so that ticks are not mistaken for time.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _now = 12345;

        public override long TimestampFrequency => 7_000_000;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _now, (long)Math.Round(time.TotalSeconds * TimestampFrequency));
    }
}
