namespace Clearbar.Tiers;

/// <summary>What a model accepts and needs, apart from prices. Dated: the data file says of when.</summary>
public sealed record ModelCapabilities
{
    /// <summary>Taken for a model that the data file does not describe: nothing optional is accepted, no number is known.</summary>
    public static ModelCapabilities Cautious { get; } = new()
    {
        IsKnown = false,
        Thinking = ThinkingModes.None,
        Sources = [],
    };

    /// <summary>False when the data file does not describe the model and every other value is only cautious.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>Largest <c>max_tokens</c> of a synchronous request; null when not established.</summary>
    public int? MaxOutputTokens { get; init; }

    public required ThinkingModes Thinking { get; init; }

    /// <summary>
    /// Whether <c>temperature</c>, <c>top_p</c> and <c>top_k</c> may be sent with any value under API version 2023-06-01. Version 2026-10-21 takes
    /// them for no model.
    /// </summary>
    public bool AcceptsSampling { get; init; }

    /// <summary>Whether the last message may be the assistant's.</summary>
    public bool AcceptsPrefill { get; init; }

    /// <summary>Whether <c>tool_choice</c> may be <c>any</c> or a named tool.</summary>
    public bool AcceptsForcedToolChoice { get; init; }

    /// <summary>Shortest prompt the direct API caches, in tokens; null when not established.</summary>
    public int? MinCacheableDirect { get; init; }

    /// <summary>Shortest prompt Bedrock caches, in tokens; null when not established.</summary>
    public int? MinCacheableBedrock { get; init; }

    /// <summary>
    /// How many tokens of Bedrock's per-minute quota one output token uses. Quota arithmetic only, billing is one to one. Null when not
    /// established.
    /// </summary>
    public int? QuotaBurndown { get; init; }

    /// <summary>
    /// <c>anthropic_version</c> to write into InvokeModel bodies made of Messages bodies, where it is another than the one every model takes.
    /// </summary>
    public string? BedrockVersion { get; init; }

    /// <summary>Codes of the data file's sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }
}
