namespace Clearbar.Quotas.Reports;

/// <summary>A figure per minute over the minutes that had any traffic.</summary>
/// <param name="P50">AWS's form calls it the steady state.</param>
/// <param name="P90">AWS's form calls it the peak.</param>
public readonly record struct MinuteFigures(long P50, long P90, long P95, long P99, long Max);

/// <summary>What one model on one deployment took of the provider's quota, in the provider's own count.</summary>
public sealed record QuotaUsage
{
    public required string Deployment { get; init; }

    /// <summary>The id that was called: an inference profile, a model id, an ARN.</summary>
    public required string Model { get; init; }

    /// <summary>Quota tokens per output token.</summary>
    public required int Burndown { get; init; }

    public required long Requests { get; init; }

    /// <summary>Minutes in which at least one request was opened; the figures per minute are over these.</summary>
    public required int ActiveMinutes { get; init; }

    public required MinuteFigures TokensPerMinute { get; init; }

    public required MinuteFigures RequestsPerMinute { get; init; }

    /// <summary>Most tokens of a UTC day.</summary>
    public required long MaxTokensPerDay { get; init; }

    /// <summary>Tokens counted after settlement: input + cache writes + output × burndown.</summary>
    public required long Used { get; init; }

    /// <summary>
    /// Tokens that admission deducted: prompt + <c>max_tokens</c>, over the requests whose ceiling tells their <c>max_tokens</c>; null
    /// where
    /// none does or the provider reserves nothing for answers.
    /// </summary>
    public required long? Reserved { get; init; }

    /// <summary>Most that was deducted in a minute: what a quota must have to let all of it in.</summary>
    public required long? MaxReservedPerMinute { get; init; }

    /// <summary>All of the prompt, cache reads too.</summary>
    public required double AverageInput { get; init; }

    public required double AverageOutput { get; init; }

    /// <summary>Percent of requests with more than 25,000 tokens of prompt: AWS's form asks for it.</summary>
    public required double PercentOver25K { get; init; }

    public required long OutputP99 { get; init; }

    public required long MaxOutput { get; init; }

    /// <summary>
    /// An output limit that would have cut none of these answers: the longest one and a quarter more, in steps of 256. Null when nothing
    /// was
    /// answered.
    /// </summary>
    public required long? SuggestedMaxTokens { get; init; }
}
