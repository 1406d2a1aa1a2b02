using Clearbar.Certificates;

namespace Clearbar.Routing.Replays;

/// <summary>A number with its 95 % interval.</summary>
/// <param name="Value">The number.</param>
/// <param name="Interval">What another draw of as many requests of the same kind would give, 19 times in 20.</param>
public readonly record struct Measured(double Value, Interval Interval);
