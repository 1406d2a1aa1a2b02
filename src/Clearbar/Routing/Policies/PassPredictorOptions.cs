namespace Clearbar.Routing.Policies;

/// <summary>How a <see cref="PassPredictor"/> is trained. The defaults were chosen by cross-validation on learned halves only.</summary>
public sealed record PassPredictorOptions
{
    /// <summary>Passes over the rows.</summary>
    public int Epochs { get; init; } = 8;

    /// <summary>Step size of the first pass; it falls to zero.</summary>
    public float Rate { get; init; } = 0.02f;

    /// <summary>Ridge penalty per row.</summary>
    public float Shrinkage { get; init; } = 0.1f;

    /// <summary>Order of the rows.</summary>
    public ulong Seed { get; init; } = 17;
}
