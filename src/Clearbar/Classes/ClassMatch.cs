using Clearbar.Budgets;

namespace Clearbar.Classes;

/// <summary>Which requests an owner puts into a class by where they come from: all that is named must hold.</summary>
public sealed record ClassMatch
{
    /// <summary>Key, team and tag.</summary>
    public TrafficMatch Traffic { get; init; } = TrafficMatch.Everything;

    /// <summary>The request's path without its query; a <c>*</c> at the end stands for any rest.</summary>
    public string? Path { get; init; }

    public bool Matches(in ClassQuery query) => MatchesPath(query.Path) && Traffic.Matches(query.Subject);

    private bool MatchesPath(string path) =>
        Path is null || (Path.EndsWith('*') ? path.AsSpan().StartsWith(Path.AsSpan(0, Path.Length - 1), StringComparison.Ordinal) : path == Path);
}
