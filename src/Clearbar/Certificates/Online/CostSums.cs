namespace Clearbar.Certificates.Online;

/// <summary>
/// Sums over pairs (policy cost, reference cost) from which the saving and its interval follow. In whole nano-dollars, so that every sum is
/// an exact integer and replicas add up in any order.
/// </summary>
/// <param name="Pairs">Pairs with known costs.</param>
/// <param name="Policy">Sum of the policy's costs x.</param>
/// <param name="Reference">Sum of the reference's costs y.</param>
/// <param name="PolicySquares">Sum of x².</param>
/// <param name="Products">Sum of x y.</param>
/// <param name="ReferenceSquares">Sum of y².</param>
public readonly record struct CostSums(
    long Pairs, decimal Policy, decimal Reference, decimal PolicySquares, decimal Products, decimal ReferenceSquares)
{
    private const decimal NanoPerDollar = 1_000_000_000m;

    /// <summary>The policy's cost over the reference's; null before the first pair that cost anything.</summary>
    public double? Ratio => Reference > 0 ? (double)(Policy / Reference) : null;

    public static CostSums operator +(CostSums left, CostSums right) => left.Add(right);

    public CostSums Add(CostSums other) => new(
        Pairs + other.Pairs,
        Policy + other.Policy,
        Reference + other.Reference,
        PolicySquares + other.PolicySquares,
        Products + other.Products,
        ReferenceSquares + other.ReferenceSquares);

    /// <summary>With one more pair.</summary>
    /// <param name="policy">Dollars.</param>
    /// <param name="reference">Dollars.</param>
    public CostSums With(decimal policy, decimal reference)
    {
        var x = decimal.Round(policy * NanoPerDollar);
        var y = decimal.Round(reference * NanoPerDollar);
        return Add(new CostSums(1, x, y, x * x, x * y, y * y));
    }

    /// <summary>
    /// The saving 1 - R and its interval by the delta method for a ratio of means, as <see cref="SavingEstimate"/> computes it from single
    /// pairs: sum (x - R y)² = sum x² - 2 R sum x y + R² sum y².
    /// </summary>
    /// <param name="confidence">For example 0.95.</param>
    public (double Saving, Interval Interval)? Saving(double confidence)
    {
        if (Ratio is not { } ratio || Pairs < 2)
        {
            return null;
        }

        var squares = (double)PolicySquares - (2 * ratio * (double)Products) + (ratio * ratio * (double)ReferenceSquares);
        var error = Math.Sqrt(Math.Max(0, squares) / (Pairs - 1) / Pairs) / ((double)Reference / Pairs);
        var reach = NormalDistribution.Quantile((1 + confidence) / 2) * error;
        return (1 - ratio, new Interval(1 - ratio - reach, 1 - ratio + reach));
    }
}
