namespace Clearbar.Upstreams.Emulator.ControlPlane;

/// <summary>An application inference profile: a name of one's own for a model or system profile, to tell costs apart.</summary>
public sealed record ApplicationProfile
{
    /// <summary>Twelve lower-case letters and digits, as the service makes them.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Bedrock id or ARN of the model or system profile it was made from.</summary>
    public required string CopyFrom { get; init; }

    /// <summary>Account of the ARN. Where the account is configured, only its own calls may use the profile.</summary>
    public string Account { get; init; } = "123456789012";

    public string Region { get; init; } = "us-east-1";

    public string? Description { get; init; }

    public string Arn => $"arn:aws:bedrock:{Region}:{Account}:application-inference-profile/{Id}";
}
