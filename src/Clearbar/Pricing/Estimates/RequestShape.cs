namespace Clearbar.Pricing.Estimates;

/// <summary>Requests of a workload that have the same size.</summary>
/// <param name="Prefix">Tokens at the start of the prompt that other requests share word for word: system prompt, tools, documents.</param>
/// <param name="Fresh">Prompt tokens after the prefix, different in each request.</param>
/// <param name="Output">Tokens generated, thinking included.</param>
public sealed record RequestShape(long Prefix, long Fresh, long Output)
{
    /// <summary>Requests of this shape relative to the other shapes; more than 0.</summary>
    public long Weight { get; init; } = 1;

    /// <summary>How many different prefixes the requests of this shape have, one per tenant for example; at least 1.</summary>
    public int Prefixes { get; init; } = 1;

    /// <summary>Share (0 to 1) of all requests that have the same prefix as one of these.</summary>
    public decimal PrefixShare { get; init; } = 1m;
}
