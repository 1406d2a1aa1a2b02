namespace Clearbar.Pricing;

/// <summary>
/// Bedrock's Reserved tier: a fixed price for 1,000 tokens per minute and hour, which equals the on-demand price of
/// <paramref name="TokensPerRateUnit"/> tokens times the factor of the term (AWS announcement of 2025-11-26).
/// </summary>
/// <param name="TokensPerRateUnit">Tokens that 1,000 tokens per minute can carry in an hour.</param>
/// <param name="Terms">Factor by term name: <c>1-month</c>, <c>3-month</c>.</param>
/// <param name="MinimumInputTpm">Smallest reservation, input tokens per minute.</param>
/// <param name="MinimumOutputTpm">Smallest reservation, output tokens per minute.</param>
/// <param name="VerifiedFor">Models whose rates were seen in a price list; for others the operator states the rates.</param>
public sealed record ReservedRules(
    decimal TokensPerRateUnit,
    IReadOnlyDictionary<string, decimal> Terms,
    long MinimumInputTpm,
    long MinimumOutputTpm,
    IReadOnlyList<string> VerifiedFor);
