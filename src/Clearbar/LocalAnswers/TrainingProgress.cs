namespace Clearbar.LocalAnswers;

/// <summary>How far a training is, in network fits: cross-validation first, the final networks last.</summary>
/// <param name="Phase">What is being fitted, for a person.</param>
/// <param name="Done">Fits finished.</param>
/// <param name="Total">Fits in the whole training.</param>
public readonly record struct TrainingProgress(string Phase, int Done, int Total);
