namespace Clearbar.Tests.Budgets;

/// <summary>A clock whose time of day can be set to anything while its timestamps only ever go on.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public TimeSpan Uptime { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => Uptime.Ticks;

    public void Pass(TimeSpan time)
    {
        _now += time;
        Uptime += time;
    }

    public void Jump(TimeSpan by) => _now += by;
}
