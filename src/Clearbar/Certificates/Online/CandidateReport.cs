namespace Clearbar.Certificates.Online;

/// <summary>Where one candidate stands.</summary>
public sealed record CandidateReport
{
    public required string Policy { get; init; }

    /// <summary><c>testing</c>, <c>granted</c>, or <c>serving</c>.</summary>
    public required string State { get; init; }

    /// <summary>1 for the first trial of this epoch.</summary>
    public required int Trial { get; init; }

    /// <summary>Pairs since the trial began, or since it was granted.</summary>
    public required long Pairs { get; init; }

    public required long Losses { get; init; }

    public required long Wins { get; init; }

    /// <summary>Mean of reference minus candidate score over those pairs.</summary>
    public required double Gap { get; init; }

    /// <summary>Evidence that the gap is below epsilon while testing, that it is above while granted.</summary>
    public required double Evidence { get; init; }

    /// <summary>Evidence at which the candidate is promoted, or demoted.</summary>
    public required double Target { get; init; }

    /// <summary>About how many pairs more until it is promoted; null when granted, or when more would not help.</summary>
    public long? MoreNeeded { get; init; }

    /// <summary>Share of the reference's cost saved; null before it is known.</summary>
    public double? Saving { get; init; }

    /// <summary>95 % interval of the saving.</summary>
    public Interval? SavingInterval { get; init; }

    /// <summary>The proof, when granted.</summary>
    public Grant? Grant { get; init; }
}
