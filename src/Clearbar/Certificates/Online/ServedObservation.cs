namespace Clearbar.Certificates.Online;

/// <summary>What was seen of one request that a granted policy served; null where nothing is known.</summary>
public sealed record ServedObservation
{
    public required string Class { get; init; }

    public required string Reference { get; init; }

    /// <summary>
    /// <see cref="GrantedPolicy.CertificateId"/> of the policy that served it; observations of policies gone by are left out.
    /// </summary>
    public required string CertificateId { get; init; }

    /// <summary>The first rung's answer failed the gates.</summary>
    public bool? GateFailed { get; init; }

    /// <summary>Refusal, or a stop reason the class does not expect.</summary>
    public bool? OddStop { get; init; }

    /// <summary>Output tokens over the class's usual number of them.</summary>
    public double? LengthRatio { get; init; }

    /// <summary>Verdict of the feedback API.</summary>
    public bool? BadOutcome { get; init; }

    internal bool? Of(ServedSignal signal) => signal switch
    {
        ServedSignal.GateFailed => GateFailed,
        ServedSignal.OddStop => OddStop,
        ServedSignal.LengthOff => LengthRatio is { } ratio ? ratio is not (>= 0.5 and <= 2) : null,
        _ => BadOutcome,
    };
}
