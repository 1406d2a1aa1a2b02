namespace Clearbar.Routing.Policies;

/// <summary>What one rung of the ladder did with one request.</summary>
public sealed record RungOutcome
{
    /// <summary>How good the answer was, 0 to 1; right and wrong are 1 and 0.</summary>
    public required double Score { get; init; }

    /// <summary>What the attempt cost, in the one unit of the whole sample (dollars, unless the sample says otherwise).</summary>
    public required decimal Cost { get; init; }

    /// <summary>Verdict of the class's gates on the answer; null when none was recorded, which counts as passed.</summary>
    public bool? GatePassed { get; init; }

    /// <summary>The answer, or what was extracted from it; compared between rungs by the agreement signal.</summary>
    public string? Answer { get; init; }

    /// <summary>The answer's text as the ex-post predictor reads it; null when only <see cref="Answer"/> is known.</summary>
    public string? AnswerText { get; init; }

    public int InputTokens { get; init; }

    public int OutputTokens { get; init; }

    /// <summary>Seconds until the answer was complete; 0 when not recorded.</summary>
    public double LatencySeconds { get; init; }

    /// <summary>Passed the gates, or has none.</summary>
    public bool Passes => GatePassed is not false;
}
