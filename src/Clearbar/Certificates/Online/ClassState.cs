namespace Clearbar.Certificates.Online;

/// <summary>All that is kept of one class and reference; adds up between replicas in any order.</summary>
public sealed record ClassState
{
    public required string Class { get; init; }

    public required string Reference { get; init; }

    /// <summary>Times the evidence started anew.</summary>
    public int Epoch { get; init; }

    /// <summary>Ladder, models, gates and promise the counts belong to.</summary>
    public required string Basis { get; init; }

    /// <summary>Fingerprints of the templates the counts belong to.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Times the sums of costs started anew.</summary>
    public int PriceEpoch { get; init; }

    public string Prices { get; init; } = "";

    /// <summary>Times the owner froze or thawed the class: odd while frozen.</summary>
    public int FreezeCount { get; init; }

    /// <summary>Ids of the offline certificates that were taken over once, in ordinal order, so that none revives after a demotion.</summary>
    public IReadOnlyList<string> Imported { get; init; } = [];

    public IReadOnlyDictionary<string, CandidateState> Candidates { get; init; } = new Dictionary<string, CandidateState>();

    /// <summary>Adds two replicas' states: the later epoch wins, equal ones are summed.</summary>
    public static ClassState Merge(ClassState left, ClassState right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var order = left.Epoch.CompareTo(right.Epoch);
        order = order != 0 ? order : string.CompareOrdinal(left.Basis, right.Basis);
        order = order != 0 ? order : string.CompareOrdinal(Joined(left.Templates), Joined(right.Templates));
        var merged = order > 0 ? left : order < 0 ? right : Summed(left, right);
        return merged with
        {
            FreezeCount = Math.Max(left.FreezeCount, right.FreezeCount),
            Imported = United(left.Imported, right.Imported),
        };
    }

    internal static IReadOnlyList<string> United(IReadOnlyList<string> left, IReadOnlyList<string> right)
        => [.. left.Union(right, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Joined(IReadOnlyList<string> templates) => string.Join('\n', templates);

    private static ClassState Summed(ClassState left, ClassState right)
    {
        var prices = left.PriceEpoch.CompareTo(right.PriceEpoch);
        prices = prices != 0 ? prices : string.CompareOrdinal(left.Prices, right.Prices);
        var candidates = new SortedDictionary<string, CandidateState>(StringComparer.Ordinal);
        foreach (var name in left.Candidates.Keys.Union(right.Candidates.Keys))
        {
            var mine = left.Candidates.GetValueOrDefault(name) ?? new CandidateState();
            var theirs = right.Candidates.GetValueOrDefault(name) ?? new CandidateState();
            candidates[name] = CandidateState.Merge(mine, theirs, prices);
        }

        return (prices >= 0 ? left : right) with { Candidates = candidates };
    }
}
