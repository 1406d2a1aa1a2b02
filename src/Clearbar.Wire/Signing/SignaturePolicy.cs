namespace Clearbar.Wire.Signing;

/// <summary>What a verifier insists on beyond a matching signature.</summary>
public sealed record SignaturePolicy
{
    /// <summary>What Bedrock's own front end does, as far as it is known.</summary>
    public static readonly SignaturePolicy Default = new();

    /// <summary>
    /// Largest difference between the signature's time and the clock, either way. It is also the replay window: a captured request can be
    /// sent again for this long. AWS services accept 5 to 15 minutes.
    /// </summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest lifetime of a presigned request or short-term key: 12 hours, AWS's limit for Bedrock short-term keys.</summary>
    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Whether <c>UNSIGNED-PAYLOAD</c> is believed. Off: a body nobody signed can be exchanged on the way.</summary>
    public bool AllowUnsignedPayload { get; init; }

    /// <summary>
    /// Whether dot segments and double slashes are resolved before signing. Off for Bedrock (and S3); on for the general algorithm, which
    /// AWS's test suite covers.
    /// </summary>
    public bool NormalizePath { get; init; }

    /// <summary>Service names a scope may carry; empty accepts every name.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];
}
