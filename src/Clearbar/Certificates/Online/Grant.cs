namespace Clearbar.Certificates.Online;

/// <summary>The proof behind a granted candidate, as it stood when it was granted.</summary>
public sealed record Grant
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Promise Promise { get; init; }

    public required long Pairs { get; init; }

    public required long Losses { get; init; }

    public required long Wins { get; init; }

    /// <summary>Mean of reference minus candidate score.</summary>
    public required double Gap { get; init; }

    /// <summary>Share of the reference's cost saved on the pairs behind it.</summary>
    public required double Saving { get; init; }

    /// <summary>How it was proved, with the numbers.</summary>
    public required string Why { get; init; }

    internal static Grant Of(CandidateState state, string id, Promise promise, string why, DateTimeOffset now) => new()
    {
        Id = id,
        At = now,
        Promise = promise,
        Pairs = state.Tally.Pairs,
        Losses = state.Tally.Losses,
        Wins = state.Tally.Wins,
        Gap = state.Tally.Gap,
        Saving = 1 - (state.Costs.Ratio ?? 1),
        Why = why,
    };

    internal static Grant Of(Certificate certificate, string id, DateTimeOffset now) => new()
    {
        Id = id,
        At = now,
        Promise = certificate.Promise.Checked(),
        Pairs = certificate.Pairs,
        Losses = certificate.Losses,
        Wins = certificate.Wins,
        Gap = certificate.Gap,
        Saving = certificate.Saving,
        Why = Sentences.Imported(certificate, id),
    };

    // Replicas that grant at the same moment wrote down slightly different numbers; any fixed choice between them will do.
    internal static Grant? Later(Grant? left, Grant? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        var order = left.At.CompareTo(right.At);
        order = order != 0 ? order : left.Pairs.CompareTo(right.Pairs);
        order = order != 0 ? order : string.CompareOrdinal(left.Id + '\n' + left.Why, right.Id + '\n' + right.Why);
        return order >= 0 ? left : right;
    }
}
