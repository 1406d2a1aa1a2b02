namespace Clearbar.LocalAnswers;

/// <summary>How a local answerer is trained. The defaults were chosen by cross-validation on training rows; docs/rung-0.md has the table.</summary>
public sealed record LocalAnswererOptions
{
    /// <summary>Seed of every random choice. The same examples, options and seed give the same bytes on every machine.</summary>
    public ulong Seed { get; init; } = 17;

    /// <summary>Cross-validation folds that produce the out-of-fold confidences; 2 to 20.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Passes over the examples per network; 1 to 1000.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Hidden units per network, a multiple of 32; 32 to 1024.</summary>
    public int HiddenUnits { get; init; } = 64;

    /// <summary>Networks in the ensemble; they cycle through five views of the features; 1 to 50. More are slower and a little better.</summary>
    public int Networks { get; init; } = 5;

    /// <summary>Share of a text's features that each training step leaves out; 0 to 0.9.</summary>
    public float FeatureDropout { get; init; } = 0.5f;

    /// <summary>Share of hidden units that each training step leaves out; 0 to 0.9.</summary>
    public float HiddenDropout { get; init; } = 0.3f;

    /// <summary>A feature must occur in this many training texts to count; at least 1.</summary>
    public int MinimumTexts { get; init; } = 2;

    /// <summary>Upper limit of features, the most frequent are kept; at least 1,000.</summary>
    public int MaximumFeatures { get; init; } = 1 << 18;

    /// <summary>Characters of a text that are considered, so that a huge prompt costs no more than a long one; 64 to 65,536.</summary>
    public int MaximumChars { get; init; } = 8192;

    /// <summary>Chance, for each target, that the certified threshold keeps less agreement than promised; in (0, 0.5).</summary>
    public double Delta { get; init; } = 0.05;

    /// <summary>Label of training examples that must not be answered locally (off-topic requests), or null when there are none.</summary>
    public string? AbstainLabel { get; init; }

    /// <summary>Networks fitted at the same time. It changes the duration and never the result; at least 1.</summary>
    public int Parallelism { get; init; } = 1;

    internal void Validate()
    {
        Check(Folds is >= 2 and <= 20, nameof(Folds), Folds, "2 to 20");
        Check(Epochs is >= 1 and <= 1000, nameof(Epochs), Epochs, "1 to 1000");
        Check(HiddenUnits is >= 32 and <= 1024 && HiddenUnits % 32 == 0, nameof(HiddenUnits), HiddenUnits, "a multiple of 32 from 32 to 1024");
        Check(Networks is >= 1 and <= 50, nameof(Networks), Networks, "1 to 50");
        Check(FeatureDropout is >= 0 and <= 0.9f, nameof(FeatureDropout), FeatureDropout, "0 to 0.9");
        Check(HiddenDropout is >= 0 and <= 0.9f, nameof(HiddenDropout), HiddenDropout, "0 to 0.9");
        Check(MinimumTexts >= 1, nameof(MinimumTexts), MinimumTexts, "at least 1");
        Check(MaximumFeatures >= 1000, nameof(MaximumFeatures), MaximumFeatures, "at least 1000");
        Check(MaximumChars is >= 64 and <= 65536, nameof(MaximumChars), MaximumChars, "64 to 65536");
        Check(Delta is > 0 and < 0.5, nameof(Delta), Delta, "between 0 and 0.5");
        Check(Parallelism >= 1, nameof(Parallelism), Parallelism, "at least 1");
    }

    private static void Check(bool holds, string name, object value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {allowed}.");
        }
    }
}
