namespace Clearbar.Upstreams.Health;

/// <summary>When a target counts as broken, and for how long.</summary>
public sealed record BreakerOptions
{
    /// <summary>Failures in a row that open the circuit. Default 5.</summary>
    public int ConsecutiveFailures { get; init; } = 5;

    /// <summary>Share of failed calls within <see cref="Window"/> that opens the circuit, 0 to 1. Default 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Calls within <see cref="Window"/> below which <see cref="FailureRatio"/> means nothing. Default 10.</summary>
    public int MinimumCalls { get; init; } = 10;

    /// <summary>How far back calls are counted. Default 30 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the circuit stays open the first time; doubled with each probe that fails, up to eight times. Default 15 s.
    /// </summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(15);
}
