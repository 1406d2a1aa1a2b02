namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>
/// A limit of every account, region and model it fits, each counted on its own; null fits every one. The first rule that fits a call counts
/// it; a call that none fits is not limited.
/// </summary>
public sealed record QuotaRule
{
    /// <summary>
    /// <c>anthropic-api</c>, <c>bedrock</c>, <c>bedrock-mantle</c>, <c>claude-platform-aws</c> or <c>openai-compatible</c>.
    /// </summary>
    public string? Surface { get; init; }

    public string? Account { get; init; }

    public string? Region { get; init; }

    /// <summary>
    /// The Anthropic id, or the Bedrock id with or without a profile prefix: Bedrock counts each profile of a model on its own.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>Null is no limit. Mantle has none.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Input and output together; where a surface counts them apart it limits the input. Null is no limit.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>For the surfaces that count input and output apart (Anthropic, Claude Platform on AWS, mantle).</summary>
    public int? InputTokensPerMinute { get; init; }

    /// <summary>See <see cref="InputTokensPerMinute"/>.</summary>
    public int? OutputTokensPerMinute { get; init; }
}
