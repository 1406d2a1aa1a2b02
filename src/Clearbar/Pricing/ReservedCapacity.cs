namespace Clearbar.Pricing;

/// <summary>A reservation of Bedrock throughput.</summary>
/// <param name="Model">Bedrock id or ARN; its scope decides the rate.</param>
/// <param name="Date">UTC day that picks the price row.</param>
/// <param name="Term"><c>1-month</c> or <c>3-month</c>.</param>
/// <param name="InputTpm">Input tokens per minute.</param>
/// <param name="OutputTpm">Output tokens per minute.</param>
/// <param name="Hours">Hours the reservation stands.</param>
public sealed record ReservedCapacity(string Model, DateOnly Date, string Term, decimal InputTpm, decimal OutputTpm, decimal Hours)
{
    /// <summary>The operator's own rate per 1,000 input tokens per minute and hour; needed for models whose rates are not verified.</summary>
    public decimal? InputRate { get; init; }

    /// <summary>The operator's own rate per 1,000 output tokens per minute and hour.</summary>
    public decimal? OutputRate { get; init; }
}
