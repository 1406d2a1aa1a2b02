using System.Text.Json;

namespace Clearbar.Certificates;

/// <summary>
/// The stored proof, or the stored lack of one, that a policy is within epsilon of the reference for one class with confidence 1 - delta.
/// </summary>
public sealed record Certificate
{
    public required string Class { get; init; }

    /// <summary>The policy tested; the most promising one when none passed.</summary>
    public required string Policy { get; init; }

    /// <summary>The rung it was compared with.</summary>
    public required string Reference { get; init; }

    public required Promise Promise { get; init; }

    /// <summary>Null hypothesis rejected: traffic of the class may take the policy.</summary>
    public required bool Granted { get; init; }

    /// <summary>How the p-value was computed: <c>exact-score</c> or <c>betting</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The p-value of "the policy is epsilon or more below the reference".</summary>
    public required double PValue { get; init; }

    /// <summary>Pairs tested; pairs that only chose the candidates are not among them.</summary>
    public required long Pairs { get; init; }

    /// <summary>Pairs on which the policy scored lower.</summary>
    public required long Losses { get; init; }

    /// <summary>Pairs on which the policy scored higher.</summary>
    public required long Wins { get; init; }

    /// <summary>Observed mean of reference minus policy score.</summary>
    public required double Gap { get; init; }

    /// <summary>95 % interval of the gap.</summary>
    public required Interval GapInterval { get; init; }

    /// <summary>Share of the reference's cost saved, at the sample's costs.</summary>
    public required double Saving { get; init; }

    /// <summary>95 % interval of the saving.</summary>
    public required Interval SavingInterval { get; init; }

    /// <summary>
    /// Further requests of this class to record before it is worth trying again; null when granted or when more would not help.
    /// </summary>
    public long? MoreNeeded { get; init; }

    /// <summary>The certificate alone, as it stands in a <see cref="CertificateFile"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CertificateFile.Options);
}
