namespace Clearbar.Upstreams.Emulator.ControlPlane;

/// <summary>Takes a model away from an account or region; what is null means every one. The first rule that fits stands.</summary>
public sealed record AvailabilityRule
{
    /// <summary>Anthropic id or any Bedrock id of the model; null is every model.</summary>
    public string? Model { get; init; }

    public string? Account { get; init; }

    public string? Region { get; init; }

    public required ModelState State { get; init; }
}
