using Clearbar.Certificates;

namespace Clearbar.Routing.Replays;

/// <summary>What a replay says of one class, or of all.</summary>
public sealed record ReplayFigures
{
    public required string Class { get; init; }

    /// <summary>The policy replayed; null where it stayed as it was.</summary>
    public string? Policy { get; init; }

    public required long Requests { get; init; }

    /// <summary>Requests that could not be replayed: carried over at what they cost, in both sums.</summary>
    public required long CarriedOver { get; init; }

    /// <summary>What those cost.</summary>
    public required decimal CarriedOverCost { get; init; }

    /// <summary>Exact sum of what was paid.</summary>
    public required decimal Then { get; init; }

    /// <summary>What would have been paid.</summary>
    public required decimal Now { get; init; }

    public required Interval NowInterval { get; init; }

    public decimal Difference => Now - Then;

    public required Interval DifferenceInterval { get; init; }

    /// <summary>Difference as a share of what was paid; null when nothing was.</summary>
    public required Measured? Change { get; init; }

    /// <summary>Mean score of the answers given; null when outcomes are not known.</summary>
    public required QualityFigures? Quality { get; init; }

    /// <summary>What applications reported; null where they reported nothing.</summary>
    public required ReportedFigures? Reported { get; init; }

    public required double EscalationsThen { get; init; }

    public required double EscalationsNow { get; init; }

    /// <summary>Share of the requests whose answer is known to have been the same; the others' answers are unknown.</summary>
    public required Measured? SameAnswer { get; init; }

    /// <summary>Null where no answer's time was recorded.</summary>
    public required LatencyFigures? LatencyThen { get; init; }

    /// <summary>Of the requests all of whose rungs were tried; null where there is none.</summary>
    public required LatencyFigures? LatencyNow { get; init; }
}
