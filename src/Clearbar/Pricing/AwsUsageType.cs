using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Clearbar.Tiers;

namespace Clearbar.Pricing;

/// <summary>What a usage type of an AWS bill counts.</summary>
/// <param name="Item">The token category.</param>
/// <param name="Scope">Global, in-region (AWS bills geographic profiles and bare ids alike) or GovCloud.</param>
/// <param name="Batch">Whether the tokens went through batch inference.</param>
public sealed record AwsUsageType(ChargeItem Item, Scope Scope, bool Batch)
{
    private const string UnitSuffix = "-Units";

    private static readonly (string Name, ChargeItem Item)[] s_names =
    [
        ("InputTokenCount", ChargeItem.Input),
        ("OutputTokenCount", ChargeItem.Output),
        ("CacheReadInputTokenCount", ChargeItem.CacheRead),
        ("CacheWriteInputTokenCount", ChargeItem.CacheWrite5m),
        ("CacheWrite1hInputTokenCount", ChargeItem.CacheWrite1h),
        ("input_tokens", ChargeItem.Input),
        ("output_tokens", ChargeItem.Output),
        ("cache_read_tokens", ChargeItem.CacheRead),
        ("cache_write_tokens", ChargeItem.CacheWrite5m),
        ("cache_write_tokens_1h", ChargeItem.CacheWrite1h),
    ];

    private static readonly FrozenDictionary<string, AwsUsageType> s_table = BuildTable();

    /// <summary>Scope as a bill reader calls it: <c>global</c>, <c>regional</c> or <c>gov</c>.</summary>
    public string ScopeText => Scope switch
    {
        Scope.Global => "global",
        Scope.Gov => "gov",
        _ => "regional",
    };

    // usage-type = region "-MP:" region "_" what "-Units"      region = "USE1" | "EUC1" | "UGW1" (GovCloud) …
    // what       = count ["_Global"] ["_Batch"]                 up to generation 4.6
    //            | tokens ["_global"] ["_standard" | "_batch"]  from Opus 4.7 on
    // Source: AWS Price List for Amazon Bedrock foundation models, publication 2026-09-11. Letter case varies between publications.

    /// <summary>Reads a usage type such as <c>USE1-MP:USE1_InputTokenCount_Global_Batch-Units</c> by an exact table.</summary>
    public static bool TryParse(string usageType, [NotNullWhen(true)] out AwsUsageType? parsed)
    {
        ArgumentNullException.ThrowIfNull(usageType);
        parsed = null;
        var colon = usageType.IndexOf("-MP:", StringComparison.OrdinalIgnoreCase);
        var rest = colon > 0 ? usageType[(colon + 4)..] : "";
        var underscore = rest.IndexOf('_', StringComparison.Ordinal);
        if (underscore <= 0
            || !rest.EndsWith(UnitSuffix, StringComparison.OrdinalIgnoreCase)
            || !rest[..underscore].Equals(usageType[..colon], StringComparison.OrdinalIgnoreCase)
            || !s_table.TryGetValue(rest[(underscore + 1)..^UnitSuffix.Length], out var found))
        {
            return false;
        }

        var isGov = usageType.StartsWith("UG", StringComparison.OrdinalIgnoreCase);
        parsed = isGov && found.Scope == Scope.InRegion ? found with { Scope = Scope.Gov } : found;
        return true;
    }

    private static FrozenDictionary<string, AwsUsageType> BuildTable()
    {
        var table = new Dictionary<string, AwsUsageType>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, item) in s_names)
        {
            foreach (var (scopeSuffix, scope) in (ReadOnlySpan<(string, Scope)>)[("", Scope.InRegion), ("_Global", Scope.Global)])
            {
                foreach (var (modeSuffix, batch) in (ReadOnlySpan<(string, bool)>)[("", false), ("_Standard", false), ("_Batch", true)])
                {
                    table.Add(name + scopeSuffix + modeSuffix, new AwsUsageType(item, scope, batch));
                }
            }
        }

        return table.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
