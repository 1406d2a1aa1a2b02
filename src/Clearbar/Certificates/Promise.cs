namespace Clearbar.Certificates;

/// <summary>
/// What a certificate promises: with confidence 1 - <see cref="Delta"/>, the mean score of a policy is less than <see cref="Epsilon"/>
/// below that of the reference.
/// </summary>
/// <param name="Epsilon">Largest loss of mean score the owner accepts, inside (0, 1); 0.03 is three points.</param>
/// <param name="Delta">Chance that the promise is wrong, inside (0, 0.5].</param>
public readonly record struct Promise(double Epsilon, double Delta)
{
    /// <summary>Three points with 90 % confidence: provable with some hundred pairs (see <see cref="SampleSize"/>).</summary>
    public static Promise Default { get; } = new(0.03, 0.1);

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names it.</exception>
    public Promise Checked()
    {
        if (Epsilon is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, "epsilon must lie between 0 and 1, for example 0.03.");
        }

        return Delta is > 0 and <= 0.5
            ? this
            : throw new ArgumentOutOfRangeException(nameof(Delta), Delta, "delta must lie between 0 and 0.5, for example 0.1.");
    }
}
