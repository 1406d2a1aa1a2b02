namespace Clearbar.Pricing;

/// <summary>List prices of one model on one surface between two dates, in US dollars per million tokens.</summary>
/// <param name="EffectiveFrom">First UTC day of validity, inclusive.</param>
/// <param name="EffectiveTo">Last UTC day of validity, inclusive; null while the row is current.</param>
/// <param name="Rates">Prices up to the first prompt tier.</param>
/// <param name="BatchInput">Batch price of uncached input; null when the surface has no batch mode for the model.</param>
/// <param name="BatchOutput">Batch price of output; null when the surface has no batch mode for the model.</param>
/// <param name="Tiers">Upper prompt tiers, ascending by threshold; empty for most models.</param>
/// <param name="Status"><c>published</c> by a vendor, <c>secondary</c> (third parties only) or <c>derived</c> by a rule.</param>
/// <param name="Sources">Letter codes of the file's <c>sources</c>.</param>
/// <param name="Note">What a reader of the price should know; null when there is nothing.</param>
public sealed record PriceRow(
    DateOnly EffectiveFrom,
    DateOnly? EffectiveTo,
    TokenRates Rates,
    decimal? BatchInput,
    decimal? BatchOutput,
    IReadOnlyList<PromptTier> Tiers,
    string Status,
    IReadOnlyList<string> Sources,
    string? Note)
{
    public bool Covers(DateOnly date) => EffectiveFrom <= date && (EffectiveTo is null || date <= EffectiveTo);
}
