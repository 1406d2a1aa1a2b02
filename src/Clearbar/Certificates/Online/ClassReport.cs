namespace Clearbar.Certificates.Online;

/// <summary>Where one class stands: what its traffic takes, and how far each candidate has come.</summary>
public sealed record ClassReport
{
    private const double Confidence = 0.95;

    public required string Class { get; init; }

    public required string Reference { get; init; }

    /// <summary>What traffic takes; null means the reference.</summary>
    public GrantedPolicy? Current { get; init; }

    public required bool Frozen { get; init; }

    public required Promise Promise { get; init; }

    /// <summary>Times the evidence started anew.</summary>
    public required int Epoch { get; init; }

    public required IReadOnlyList<CandidateReport> Candidates { get; init; }

    /// <summary>The class's latest events, latest last.</summary>
    public required IReadOnlyList<PolicyEvent> Events { get; init; }

    internal static ClassReport Of(ClassEvidence evidence, IReadOnlyList<PolicyEvent> events) => new()
    {
        Class = evidence.Setup.Class,
        Reference = evidence.Setup.Reference,
        Current = evidence.Current,
        Frozen = evidence.IsFrozen,
        Promise = evidence.Setup.Promise,
        Epoch = evidence.Epoch,
        Candidates = [.. evidence.Candidates.Select(candidate => Of(evidence, candidate))],
        Events = events,
    };

    private static CandidateReport Of(ClassEvidence evidence, Candidate candidate)
    {
        var state = candidate.Total;
        var tally = state.Tally;
        var promise = state.Grant?.Promise ?? evidence.Setup.Promise;
        var target = state.IsGranted ? 1 / promise.Delta : evidence.Target(candidate);
        var needed = state.IsGranted ? null : BettingTest.PairsNeeded(tally, promise.Epsilon, target);
        var saving = state.Costs.Saving(Confidence);
        return new CandidateReport
        {
            Policy = candidate.Name,
            State = candidate == evidence.Chosen ? "serving" : state.IsGranted ? "granted" : "testing",
            Trial = state.Trial + 1,
            Pairs = tally.Pairs,
            Losses = tally.Losses,
            Wins = tally.Wins,
            Gap = tally.Gap,
            Evidence = state.IsGranted
                ? BettingTest.EvidenceAbove(tally, promise.Epsilon)
                : BettingTest.EvidenceBelow(tally, promise.Epsilon),
            Target = target,
            MoreNeeded = needed is { } pairs ? Math.Max(1, pairs - tally.Pairs) : null,
            Saving = saving?.Saving ?? state.Grant?.Saving,
            SavingInterval = saving?.Interval,
            Grant = state.Grant,
        };
    }
}
