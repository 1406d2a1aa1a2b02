using Clearbar.Tiers;

namespace Clearbar.Pricing.Estimates;

/// <summary>A month of requests before it happens: how many, how large, how they repeat, and what they permit.</summary>
public sealed record Workload
{
    /// <summary>Hours of an average month, 365 × 24 / 12: turns a month's requests into a rate.</summary>
    public const decimal HoursPerMonth = 730m;

    public required long RequestsPerMonth { get; init; }

    /// <summary>The sizes of requests; at least one.</summary>
    public required IReadOnlyList<RequestShape> Shapes { get; init; }

    public required ReusePattern Reuse { get; init; }

    public required Surface Surface { get; init; }

    public Residency Residency { get; init; } = Residency.Global;

    /// <summary>UTC day whose prices hold.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>
    /// Whether the comparison starts from a regional endpoint although residency is global: what a bare id or a <c>us.</c> profile is
    /// billed at.
    /// </summary>
    public bool FromRegionalEndpoint { get; init; }

    /// <summary>Whole percent of requests that can wait up to 24 hours for their answer.</summary>
    public int CanWaitPercent { get; init; }

    /// <summary>
    /// Share (0 to 1) of batched requests that read their prefix from the cache; the vendor promises none ("best effort").
    /// </summary>
    public decimal BatchHitRate { get; init; }

    /// <summary>Whole percent of requests answered in the gateway's process at no charge.</summary>
    public int LocalPercent { get; init; }

    /// <summary>Whole percent of requests answered by <see cref="CheaperTier"/> in place of a dearer tier.</summary>
    public int CheaperPercent { get; init; }

    /// <summary>Whole percent tried there first; those beyond <see cref="CheaperPercent"/> did not pass and are paid twice.</summary>
    public int CheaperTriedPercent { get; init; }

    public Tier CheaperTier { get; init; } = Tier.Haiku;

    /// <summary>The tokenizer that counted the shapes: <c>v1</c> or <c>v2</c> as in the price file.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>How many tokens of <c>v2</c> one of <c>v1</c> makes for the same text; 1 takes them as equal.</summary>
    public decimal TokenizerFactor { get; init; } = 1.3m;

    /// <summary>Says what cannot be about the numbers, naming the option to change; null when all is well.</summary>
    public string? FindFault()
    {
        if (RequestsPerMonth is < 1 or > 1_000_000_000_000)
        {
            return "--requests must be between 1 and 10^12 per month.";
        }

        foreach (var shape in Shapes)
        {
            var (prefix, fresh, output) = (shape.Prefix, shape.Fresh, shape.Output);
            if (prefix < 0 || fresh < 0 || output < 0 || (decimal)prefix + fresh + output is < 1 or > 100_000_000)
            {
                return "--prefix, --input and --output must not be negative, and their sum must be between 1 and 10^8 tokens.";
            }
        }

        foreach (var percent in (ReadOnlySpan<int>)[CanWaitPercent, LocalPercent, CheaperPercent, CheaperTriedPercent])
        {
            if (percent is < 0 or > 100)
            {
                return "--can-wait, --local, --cheaper and --cheaper-tried must be whole percents between 0 and 100.";
            }
        }

        if (CheaperTriedPercent < CheaperPercent)
        {
            return "--cheaper-tried must be at least --cheaper: what a tier answers it was asked.";
        }

        if (LocalPercent + CheaperTriedPercent > 100)
        {
            return "--local and --cheaper-tried are shares of the same requests: together they must be at most 100 %.";
        }

        if (BatchHitRate is < 0 or > 1)
        {
            return "--batch-hit-rate must be between 0 % and 100 %.";
        }

        if (BatchHitRate > 0 && Surface == Surface.Bedrock)
        {
            return "--batch-hit-rate: batch inference on Bedrock does not cache prompts; leave it out.";
        }

        return TokenizerFactor is < 1 or > 3 ? "--tokenizer-factor must be between 1 and 3." : null;
    }
}
