namespace Clearbar.Pricing;

/// <summary>Remarks on a charge that change how it should be read, as stable text.</summary>
public static class PriceFlags
{
    /// <summary>Served and billed in fast mode.</summary>
    public const string Fast = "fast";

    /// <summary>Fast mode was asked for and standard speed was served and billed.</summary>
    public const string ServedStandard = "served-standard";

    /// <summary>Cache tokens in a Bedrock batch: priced by the compound rule, no AWS rate confirms it.</summary>
    public const string BedrockBatchCacheDerived = "bedrock-batch-cache-derived";

    /// <summary>Fast mode did not change prices on the surface at the date.</summary>
    public const string FastIgnored = "modifier-ignored:fast";

    /// <summary>US-only inference did not change prices on the surface at the date.</summary>
    public const string InferenceGeoIgnored = "modifier-ignored:inferenceGeo";

    /// <summary>Container time is part of the session's price.</summary>
    public const string CodeExecutionIncluded = "code-execution-included-in-session";

    /// <summary>A stream ended before its final counts; the charge is a lower bound.</summary>
    public const string PartialUsage = "partial-usage";

    /// <summary>The mantle endpoint takes bare ids only; they are priced as in-region, which no vendor page confirms.</summary>
    public const string MantleScopeAssumed = "mantle-scope-assumed";

    /// <summary>All tokens of the request are at the prices of an upper prompt tier.</summary>
    public static string PromptTier(long promptTokensOver) => FormattableString.Invariant($"prompt-tier>{promptTokensOver}");
}
