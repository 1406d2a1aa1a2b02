namespace Clearbar.Upstreams.Health;

/// <summary>
/// What is known of one target: its circuit, and until when it asked to be left alone. Written by every call that ends there.
/// </summary>
public sealed class TargetHealth
{
    private long _coolUntilTicks;

    public CircuitBreaker Breaker { get; } = new();

    /// <summary>Why it was last left alone, for example <c>429</c>; never the upstream's own words (invariant I9).</summary>
    public string? Reason { get; set; }

    /// <summary>Until when it asked not to be called, on the clock of <see cref="UpstreamHealth"/>; zero when it did not.</summary>
    public TimeSpan CoolUntil => new(Volatile.Read(ref _coolUntilTicks));

    /// <summary>Leaves it alone until <paramref name="until"/>. A later word never shortens an earlier one.</summary>
    public void Cool(TimeSpan until)
    {
        var known = Volatile.Read(ref _coolUntilTicks);
        while (until.Ticks > known)
        {
            var before = Interlocked.CompareExchange(ref _coolUntilTicks, until.Ticks, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }
}
