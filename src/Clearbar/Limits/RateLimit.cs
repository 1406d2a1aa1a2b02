using Clearbar.Budgets;

namespace Clearbar.Limits;

/// <summary>How fast some requests may come, as the owner wrote it. Immutable; part of a configuration.</summary>
public sealed record RateLimit
{
    /// <summary>Unique; what refusals call it.</summary>
    public required string Name { get; init; }

    /// <summary>By key, team, class or tag; the model is not chosen yet when a request is let in.</summary>
    public TrafficMatch Match { get; init; } = TrafficMatch.Everything;

    /// <summary>Who has a limit of his own.</summary>
    public TrafficPart Each { get; init; }

    /// <summary>Null: not limited.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens of prompt and answer together. Null: not limited.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests under way at the same time. Null: not limited.</summary>
    public int? Concurrency { get; init; }

    /// <summary>What makes two limits the same counter across a change of configuration.</summary>
    public string Id => $"{Name}|{Match}|{Each}|{RequestsPerMinute}|{TokensPerMinute}|{Concurrency}";
}
