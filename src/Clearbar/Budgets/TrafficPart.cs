namespace Clearbar.Budgets;

/// <summary>What gets a counter of its own under one budget or rate limit.</summary>
public enum TrafficPart : byte
{
    /// <summary>All matching requests share one.</summary>
    Shared,

    /// <summary>Each key has its own.</summary>
    Key,

    /// <summary>Each team has its own; keys without a team share one.</summary>
    Team,
}

/// <summary>Names the counter of a request.</summary>
internal static class TrafficParts
{
    /// <summary>Empty where all share one.</summary>
    public static string Of(TrafficPart part, in TrafficSubject subject) => part switch
    {
        TrafficPart.Key => subject.KeyId,
        TrafficPart.Team => subject.Team ?? "(no team)",
        _ => "",
    };
}
