namespace Clearbar.Pricing;

/// <summary>A line of an AWS bill, understood and priced from the book.</summary>
/// <param name="ModelId">The model's id on the direct API.</param>
/// <param name="UsageType">Category, scope and mode of the line.</param>
/// <param name="RatePerMillion">US dollars per million tokens, all factors included.</param>
/// <param name="Amount">Quantity times rate.</param>
/// <param name="Status">How far the rate can be trusted.</param>
public sealed record AwsBillCharge(string ModelId, AwsUsageType UsageType, decimal RatePerMillion, Usd Amount, PriceStatus Status);
