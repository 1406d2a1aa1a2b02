namespace Clearbar.Tokens;

/// <summary>The error of one class and model's prompt estimates.</summary>
public sealed class EstimateError
{
    private readonly QuantileSketch _basisPoints = new();

    public long Requests { get; private set; }

    public long Estimated { get; private set; }

    public long Counted { get; private set; }

    /// <summary>Estimated over counted, minus 1: above 0 the estimates are too high in sum.</summary>
    public double Bias => Counted == 0 ? 0 : ((double)Estimated / Counted) - 1;

    /// <summary>Half of the estimates are off by at most this share of what was counted.</summary>
    public double MedianError => _basisPoints.Quantile(0.5) / 10_000.0;

    /// <summary>Nine in ten are.</summary>
    public double P90Error => _basisPoints.Quantile(0.9) / 10_000.0;

    internal void Add(long estimated, long counted)
    {
        Requests++;
        Estimated += estimated;
        Counted += counted;
        _basisPoints.Add((long)Math.Round(Math.Abs(estimated - counted) * 10_000.0 / counted));
    }
}
