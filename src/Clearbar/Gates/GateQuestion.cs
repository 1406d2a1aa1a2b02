namespace Clearbar.Gates;

/// <summary>Which answer an asking gate is about.</summary>
public sealed record GateQuestion
{
    public required string RequestId { get; init; }

    /// <summary>Name of the request's class.</summary>
    public required string Class { get; init; }

    /// <summary>Name of the rung that answered.</summary>
    public required string Rung { get; init; }

    /// <summary>Id of the model that answered. Judges are blind: it is never told to one.</summary>
    public required string Model { get; init; }

    public required GateRequest Request { get; init; }

    /// <summary>The text of the last user message; null when it has none.</summary>
    public string? LastUserText => Request.Outline.LastUserText;
}
