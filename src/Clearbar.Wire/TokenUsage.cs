namespace Clearbar.Wire;

/// <summary>
/// Tokens of one upstream attempt in five disjoint buckets; their sum is everything the model read or wrote.
/// Thinking tokens are inside <see cref="Output"/>; images and tool definitions are inside the prompt buckets.
/// </summary>
/// <param name="Input">Prompt tokens neither read from nor written to a prompt cache.</param>
/// <param name="CacheRead">Prompt tokens read from a prompt cache.</param>
/// <param name="CacheWrite5m">Prompt tokens written to a cache with a time to live of five minutes.</param>
/// <param name="CacheWrite1h">Prompt tokens written to a cache with a time to live of one hour.</param>
/// <param name="Output">Tokens generated, thinking included.</param>
public readonly record struct TokenUsage(long Input, long CacheRead, long CacheWrite5m, long CacheWrite1h, long Output)
{
    /// <summary>Length of the prompt: the four prompt buckets together. Price tiers are chosen by this number.</summary>
    public long Prompt => Input + CacheRead + CacheWrite5m + CacheWrite1h;

    /// <summary>All five buckets together (Converse calls it <c>totalTokens</c>).</summary>
    public long Total => Prompt + Output;

    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => new(
        left.Input + right.Input,
        left.CacheRead + right.CacheRead,
        left.CacheWrite5m + right.CacheWrite5m,
        left.CacheWrite1h + right.CacheWrite1h,
        left.Output + right.Output);

    public static TokenUsage Add(TokenUsage left, TokenUsage right) => left + right;
}
