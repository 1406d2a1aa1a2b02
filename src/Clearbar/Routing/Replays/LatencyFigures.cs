namespace Clearbar.Routing.Replays;

/// <summary>Times of answers, milliseconds, to three significant digits.</summary>
/// <param name="Known">Requests whose time is known.</param>
/// <param name="P50">Median by nearest rank; the interval is that of the order statistics, whatever the distribution.</param>
/// <param name="P95">95th percentile.</param>
public sealed record LatencyFigures(long Known, Measured P50, Measured P95);
