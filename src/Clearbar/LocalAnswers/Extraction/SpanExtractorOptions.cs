namespace Clearbar.LocalAnswers.Extraction;

/// <summary>How an extractor is trained. The defaults were chosen by cross-validation on learned rows; docs/rung-0.md says how.</summary>
public sealed record SpanExtractorOptions
{
    /// <summary>Seed of every random choice.</summary>
    public ulong Seed { get; init; } = 17;

    /// <summary>Cross-validation folds; 2 to <see cref="SpanSheet.Lots"/>.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Passes over the examples; 1 to 1000.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Adagrad's step; 0.001 to 10.</summary>
    public float StepSize { get; init; } = 0.3f;

    /// <summary>
    /// Adagrad's step for the words that call for a constant; 0 to 10. Smaller, so that what a candidate is says first whether there is one.
    /// </summary>
    public float WordStepSize { get; init; } = 0.1f;

    /// <summary>Share of the features that each step leaves out; 0 to 0.9.</summary>
    public float FeatureDropout { get; init; } = 0.3f;

    /// <summary>Chance, for each target, that the certified threshold keeps less agreement than promised; in (0, 0.5).</summary>
    public double Delta { get; init; } = 0.05;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Folds, SpanSheet.Lots);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Epochs, 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepSize, 0.001f);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StepSize, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(WordStepSize, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WordStepSize, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(FeatureDropout, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FeatureDropout, 0.9f);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Delta, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Delta, 0.5);
    }
}
