namespace Clearbar.Upstreams.Health;

/// <summary>
/// What keeps a failing upstream from being buried under retries: over any ten seconds the whole process makes at most
/// <see cref="RetryBudgetOptions.Floor"/> of them and <see cref="RetryBudgetOptions.Percent"/> per hundred calls, whoever asks (requirement
/// 28). The idea is Finagle's retry budget; here both sides are counted over the same sliding window instead of a bucket that leaks.
/// </summary>
public sealed class RetryBudget(TimeProvider clock)
{
    /// <summary>The time over which calls are compared with retries.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private const int SlicesInWindow = 10;

    /// <summary>One more than the window has: retries are counted over the window and a slice, calls over the window less a slice, so that
    /// neither rounding can ever allow more than the exact window would.</summary>
    private const int Slices = SlicesInWindow + 1;

    private readonly Lock _gate = new();
    private readonly int[] _calls = new int[Slices];
    private readonly int[] _retries = new int[Slices];
    private readonly long _origin = clock.GetTimestamp();
    private long _newest = -1;

    /// <summary>A call that is no retry is about to be sent.</summary>
    public void Called()
    {
        lock (_gate)
        {
            _calls[SliceNeedsLock()]++;
        }
    }

    /// <summary>Takes one retry; false when there is none left.</summary>
    public bool TryTake(RetryBudgetOptions options)
    {
        lock (_gate)
        {
            var slice = SliceNeedsLock();
            var retries = 0L;
            var calls = 0L;
            for (var i = 0; i < Slices; i++)
            {
                retries += _retries[i];
                calls += _calls[i];
            }

            // The oldest slice may lie outside of the window: its calls do not count any more, its retries still do.
            calls -= _calls[(slice + 1) % Slices];
            if ((retries + 1 - options.Floor) * 100 > calls * options.Percent)
            {
                return false;
            }

            _retries[slice]++;
            return true;
        }
    }

    private int SliceNeedsLock()
    {
        var now = clock.GetElapsedTime(_origin).Ticks / (Window.Ticks / SlicesInWindow);
        for (var passed = Math.Max(_newest + 1, now - Slices + 1); passed <= now; passed++)
        {
            _calls[passed % Slices] = 0;
            _retries[passed % Slices] = 0;
        }

        _newest = Math.Max(_newest, now);
        return (int)(_newest % Slices);
    }
}
