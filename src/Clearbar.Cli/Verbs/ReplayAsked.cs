using Clearbar.Routing.Replays;

namespace Clearbar.Cli.Verbs;

/// <summary>What a replay's command line asks for.</summary>
/// <param name="Plans">One replay each; at least one.</param>
/// <param name="Models">Model of a rung, by the rung's name.</param>
internal sealed record ReplayAsked(IReadOnlyList<ReplayPlan> Plans, IReadOnlyDictionary<string, string> Models)
{
    /// <summary>File of recorded outcomes; null for the ledger.</summary>
    public string? Sample { get; init; }

    /// <summary>A price file was named.</summary>
    public bool HasPrices { get; init; }

    public double? Escalates { get; init; }

    public bool WarmCache { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }
}
