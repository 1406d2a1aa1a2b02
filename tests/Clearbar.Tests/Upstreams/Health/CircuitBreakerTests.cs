using Clearbar.Upstreams.Health;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Upstreams.Health;

public sealed class CircuitBreakerTests
{
    private static readonly BreakerOptions Options = new()
    {
        ConsecutiveFailures = 3,
        FailureRatio = 0.5,
        MinimumCalls = 10,
        Window = TimeSpan.FromSeconds(10),
        OpenFor = TimeSpan.FromSeconds(5),
    };

    private readonly CircuitBreaker _breaker = new();

    [Fact]
    public void Failures_in_a_row_open_it_and_one_success_between_does_not()
    {
        _breaker.Failed(At(0), Options);
        _breaker.Failed(At(1), Options);
        _breaker.Succeeded(At(2), Options);
        _breaker.Failed(At(3), Options);
        Assert.False(_breaker.Failed(At(4), Options));
        Assert.True(_breaker.TryEnter(At(4), Options));

        Assert.True(_breaker.Failed(At(5), Options));

        Assert.False(_breaker.TryEnter(At(9.9), Options));
        Assert.Equal((CircuitState.Open, At(10)), _breaker.Look(At(9.9)));
    }

    [Fact]
    public void Half_of_the_windows_calls_open_it_once_there_are_enough()
    {
        for (var i = 0; i < 4; i++)
        {
            _breaker.Succeeded(At(i * 0.1), Options);
            Assert.False(_breaker.Failed(At(i * 0.1), Options));
        }

        _breaker.Succeeded(At(1), Options);

        Assert.True(_breaker.Failed(At(1), Options));
    }

    [Fact]
    public void What_has_left_the_window_does_not_count()
    {
        for (var i = 0; i < 4; i++)
        {
            _breaker.Succeeded(At(0), Options);
            _breaker.Failed(At(0), Options);
        }

        _breaker.Succeeded(At(10), Options);

        Assert.False(_breaker.Failed(At(10), Options));
        Assert.True(_breaker.TryEnter(At(10), Options));
    }

    [Fact]
    public void After_its_time_one_probe_is_let_through_and_its_success_closes_it()
    {
        Open(At(0));

        Assert.True(_breaker.TryEnter(At(5), Options));
        Assert.False(_breaker.TryEnter(At(5), Options));
        Assert.True(_breaker.Succeeded(At(6), Options));

        Assert.True(_breaker.TryEnter(At(6), Options));
        Assert.True(_breaker.TryEnter(At(6), Options));
    }

    [Fact]
    public void A_probe_that_fails_opens_it_for_twice_as_long_and_never_more_than_eight_times()
    {
        Open(At(0));
        var now = At(5);
        foreach (var expected in (double[])[10, 20, 40, 40])
        {
            Assert.True(_breaker.TryEnter(now, Options));
            Assert.True(_breaker.Failed(now, Options));
            Assert.False(_breaker.TryEnter(now + At(expected - 0.001), Options));
            now += At(expected);
        }
    }

    [Fact]
    public void A_probe_whose_end_nobody_tells_gives_way_to_another_after_the_open_time()
    {
        Open(At(0));
        Assert.True(_breaker.TryEnter(At(5), Options));

        Assert.False(_breaker.TryEnter(At(9.9), Options));
        Assert.True(_breaker.TryEnter(At(10), Options));
    }

    [Fact]
    public void Late_ends_of_calls_from_before_it_opened_change_nothing()
    {
        Open(At(0));

        Assert.False(_breaker.Succeeded(At(1), Options));
        Assert.False(_breaker.Failed(At(2), Options));

        Assert.False(_breaker.TryEnter(At(4.9), Options));
        Assert.True(_breaker.TryEnter(At(5), Options));
    }

    /// <summary>
    /// Whatever happens in whatever order: it agrees with a breaker that remembers every call and is written for slowness.
    /// </summary>
    [Fact]
    public void Any_sequence_of_calls_is_judged_as_a_naive_breaker_judges_it()
    {
        // Steps of a whole slice, so that both see the same window.
        var step = Gen.Elements(0, 0, 0, 1, 1, 3, 7);
        var happening = Gen.Zip(step, Gen.Elements('s', 'f', 'f', 'e'));
        Prop.ForAll(happening.ListOf().ToArbitrary(), list =>
        {
            var (breaker, naive, now) = (new CircuitBreaker(), new NaiveBreaker(), TimeSpan.Zero);
            foreach (var (wait, what) in list)
            {
                now += TimeSpan.FromSeconds(wait);
                var (mine, its) = what switch
                {
                    's' => (breaker.Succeeded(now, Options), naive.Succeeded(now)),
                    'f' => (breaker.Failed(now, Options), naive.Failed(now)),
                    _ => (breaker.TryEnter(now, Options), naive.TryEnter(now)),
                };
                if (mine != its)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private void Open(TimeSpan now)
    {
        for (var i = 0; i < Options.ConsecutiveFailures; i++)
        {
            _breaker.Failed(now, Options);
        }
    }

    private sealed class NaiveBreaker
    {
        private readonly List<(TimeSpan At, bool Ok)> _calls = [];
        private TimeSpan? _openUntil;
        private TimeSpan? _probe;
        private int _opened;

        public bool TryEnter(TimeSpan now)
        {
            if (_openUntil is null)
            {
                return true;
            }

            if (_probe is null ? now < _openUntil : now < _probe + Options.OpenFor)
            {
                return false;
            }

            _probe = now;
            return true;
        }

        public bool Succeeded(TimeSpan now)
        {
            if (_openUntil is null)
            {
                _calls.Add((now, true));
                return false;
            }

            if (_probe is null)
            {
                return false;
            }

            (_openUntil, _probe, _opened) = (null, null, 0);
            _calls.Clear();
            return true;
        }

        public bool Failed(TimeSpan now)
        {
            if (_openUntil is null)
            {
                _calls.Add((now, false));
                var window = _calls.Where(call => call.At > now - Options.Window).ToList();
                var inARow = _calls.AsEnumerable().Reverse().TakeWhile(static call => !call.Ok).Count();
                var failed = window.Count(static call => !call.Ok);
                if (inARow < Options.ConsecutiveFailures && (window.Count < Options.MinimumCalls || failed < Options.FailureRatio * window.Count))
                {
                    return false;
                }
            }
            else if (_probe is null)
            {
                return false;
            }
            else
            {
                _opened = Math.Min(_opened + 1, 3);
            }

            _openUntil = now + (Options.OpenFor * Math.Pow(2, _opened));
            _probe = null;
            _calls.Clear();
            return true;
        }
    }
}
