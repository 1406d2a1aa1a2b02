namespace Clearbar.Configuration;

/// <summary>How rung 0 of a class learns from accepted answers of higher rungs. It stores features of texts and labels, never a text.</summary>
public sealed record LocalLearningOptions
{
    /// <summary>The closed set of labels; empty: found out, and the class is left alone when there is none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Agreement with the higher rungs that must be certified before rung 0 answers, in (0, 1). From <see cref="LocalOptions.Agreement"/>.</summary>
    public double Agreement { get; init; } = 0.97;

    /// <summary>Certainty of all certificates of the class together, in (0.5, 1). Default 0.95.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>Most examples held; the oldest go first. 100 to 200,000, default 20,000.</summary>
    public int MaxExamples { get; init; } = 20_000;

    /// <summary>Share of requests passed on although rung 0 may answer, to compare; 0.001 to 1. Default 0.02.</summary>
    public double Check { get; init; } = 0.02;

    /// <summary>JSON member of the label, from <see cref="LocalOptions.LabelMember"/>.</summary>
    public string? LabelMember { get; init; }

    /// <summary>JSON member that receives the confidence, from <see cref="LocalOptions.ConfidenceMember"/>.</summary>
    public string? ConfidenceMember { get; init; }

    /// <summary>
    /// Members of the answer that are copied out of the question, empty where the whole answer is; null: a label is learned.
    /// </summary>
    public IReadOnlyList<string>? Extract { get; init; }

    /// <summary>Whether a certificate under these options is one under the others.</summary>
    public bool PromisesAs(LocalLearningOptions other) =>
        Agreement == other.Agreement && ConfidenceLevel == other.ConfidenceLevel && LabelMember == other.LabelMember
        && Labels.SequenceEqual(other.Labels, StringComparer.Ordinal) && AreSame(Extract, other.Extract);

    /// <summary>Whether the same members are copied, in the same order.</summary>
    internal static bool AreSame(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        one is null || other is null ? one is null && other is null : one.SequenceEqual(other, StringComparer.Ordinal);
}
