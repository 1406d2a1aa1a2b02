namespace Clearbar.Pricing;

/// <summary>The price of one token category on a rate card.</summary>
/// <param name="IsPriced">False when the surface does not price the category.</param>
/// <param name="PerMillion">List price in US dollars per million tokens.</param>
/// <param name="Multiplier">Product of scope, geography and batch factors.</param>
internal readonly record struct CategoryRate(bool IsPriced, decimal PerMillion, decimal Multiplier)
{
    /// <summary>US dollars per token, factors included. Exact: prices are short decimals.</summary>
    public decimal PerToken { get; } = PerMillion * Multiplier * 0.000001m;

    public static CategoryRate Of(decimal? perMillion, decimal multiplier) =>
        perMillion is { } price ? new CategoryRate(true, price, multiplier) : default;
}
