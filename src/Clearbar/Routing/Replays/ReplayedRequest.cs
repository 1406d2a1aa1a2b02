namespace Clearbar.Routing.Replays;

/// <summary>One request as it was and as it would have been.</summary>
public readonly record struct ReplayedRequest
{
    /// <summary>What it cost.</summary>
    public required decimal Then { get; init; }

    /// <summary>What it would have cost; an expected value where it hangs on a chance.</summary>
    public required decimal Now { get; init; }

    /// <summary>False for a request that could not be replayed and is carried over at what it cost.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Score of the answer it got, 0 to 1; null when nobody recorded it.</summary>
    public double? ScoreThen { get; init; }

    /// <summary>Score of the answer it would have got; null when that is not known.</summary>
    public double? ScoreNow { get; init; }

    /// <summary>Score of the first answer of a request that would have gone on from it; null for all others.</summary>
    public double? ScoreLeft { get; init; }

    /// <summary>What the application reported of the answer it got, 0 to 1; null where it reported nothing.</summary>
    public double? Reported { get; init; }

    /// <summary>How often it went on to a further rung.</summary>
    public double EscalationsThen { get; init; }

    /// <summary>How often it would have gone on; an expected value where it hangs on a chance.</summary>
    public double EscalationsNow { get; init; }

    /// <summary>Whether the answer would have been the one it got; null when that hangs on a chance.</summary>
    public bool? SameAnswer { get; init; }

    /// <summary>Milliseconds its answer took; null when not recorded.</summary>
    public double? MillisecondsThen { get; init; }

    /// <summary>Milliseconds it would have taken; null when a rung of the way was not tried.</summary>
    public double? MillisecondsNow { get; init; }
}
