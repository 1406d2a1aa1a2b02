namespace Clearbar.Routing.Policies;

/// <summary>One request with what every rung of the ladder made of it.</summary>
public sealed record RecordedRequest
{
    public required string Id { get; init; }

    /// <summary>The class known before the request is sent.</summary>
    public required string Class { get; init; }

    /// <summary>The request's text; empty when the sample keeps none.</summary>
    public string Text { get; init; } = "";

    /// <summary>One outcome per rung of the sample's ladder, cheapest tier first.</summary>
    public required IReadOnlyList<RungOutcome> Rungs { get; init; }

    /// <summary>Outcome of the reference: the last rung.</summary>
    public RungOutcome Reference => Rungs[^1];
}
