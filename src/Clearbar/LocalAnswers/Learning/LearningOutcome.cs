namespace Clearbar.LocalAnswers.Learning;

/// <summary>What a look at the examples brought.</summary>
/// <param name="Learned">Null when nothing was certified.</param>
/// <param name="Certificate">Null when nothing was certified.</param>
/// <param name="MoreNeeded">About how many more examples it takes; null: not known, or more would not help.</param>
/// <param name="Because">The outcome in a sentence.</param>
internal sealed record LearningOutcome(ILearnedModel? Learned, LearningCertificate? Certificate, int? MoreNeeded, string Because);
