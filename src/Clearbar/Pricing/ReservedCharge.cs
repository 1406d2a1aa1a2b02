namespace Clearbar.Pricing;

/// <summary>The price of reserved Bedrock capacity.</summary>
/// <param name="InputRate">US dollars per 1,000 input tokens per minute and hour.</param>
/// <param name="OutputRate">US dollars per 1,000 output tokens per minute and hour.</param>
/// <param name="Amount">The charge for all hours, used or not.</param>
public sealed record ReservedCharge(decimal InputRate, decimal OutputRate, Usd Amount);
