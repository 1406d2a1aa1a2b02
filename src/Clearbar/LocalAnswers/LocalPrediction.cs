namespace Clearbar.LocalAnswers;

/// <summary>What the local answerer would say, and how sure it is.</summary>
/// <param name="LabelIndex">Index into <see cref="LocalAnswerer.Labels"/>; -1 when there is no feature to judge by.</param>
/// <param name="Confidence">Calibrated chance that the label agrees with the owner's, 0..1; 0 whenever <paramref
/// name="OutOfDomain"/>.</param>
/// <param name="KnownShare">Share of the text's character n-grams that were seen in training, 0..1.</param>
/// <param name="OutOfDomain">The text is empty, foreign to the training set, or best explained by the abstain label: do not answer.</param>
public readonly record struct LocalPrediction(int LabelIndex, float Confidence, float KnownShare, bool OutOfDomain);
