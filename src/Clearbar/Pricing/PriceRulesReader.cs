using System.Globalization;

namespace Clearbar.Pricing;

/// <summary>Reads the <c>rules</c> of a price file: multipliers and fees that belong to no model.</summary>
internal static class PriceRulesReader
{
    public static PriceRules Read(CheckedJson rules)
    {
        var cache = rules.Object("cacheMultipliers");
        var bedrock = rules.Object("bedrock");
        var direct = rules.Object("anthropicApi");
        var code = direct.Object("codeExecution");
        var agents = rules.Object("managedAgents");
        return new PriceRules
        {
            CacheWrite5m = cache.Amount("write5m"),
            CacheWrite1h = cache.Amount("write1h"),
            CacheRead = cache.Amount("readDefault"),
            CacheReadExceptions = ReadExceptions(cache),
            Batch = rules.Amount("batchMultiplier"),
            Regional = bedrock.Amount("regionalMultiplier"),
            Gov = bedrock.Amount("govMultiplier"),
            GeoPrefixes = bedrock.Texts("geoPrefixes"),
            Reserved = ReadReserved(bedrock.Object("reserved")),
            InferenceGeoUs = direct.Amount("inferenceGeoUsMultiplier"),
            WebSearchEach = direct.Amount("webSearchUsdPerSearch"),
            ContainerHour = code.Amount("usdPerContainerHour"),
            FreeContainerSeconds = code.Amount("freeHoursPerOrgMonth") * 3600m,
            MinimumContainerSeconds = code.Count("minimumSeconds"),
            Ccu = rules.Object("claudePlatformAws").Amount("usdPerCcu"),
            SessionHour = agents.Amount("usdPerSessionHour"),
            SessionModifiersFrom = agents.Date("geoAndFastApplyFrom"),
        };
    }

    // exception = "<model id>" | "<model id> from <date>", with the multiple of the input price as its value
    private static List<CacheReadRule> ReadExceptions(CheckedJson cache)
    {
        var exceptions = new List<CacheReadRule>();
        foreach (var (key, value) in cache.Members("readExceptions"))
        {
            var parts = key.Split(" from ");
            DateOnly from = default;
            if (parts.Length > 2
                || (parts.Length == 2
                    && !DateOnly.TryParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out from)))
            {
                value.Fail("its key must be a model id, or a model id, ' from ' and a date");
                continue;
            }

            exceptions.Add(new CacheReadRule(parts[0], parts.Length == 2 ? from : null, value.AsAmount()));
        }

        return exceptions;
    }

    private static ReservedRules ReadReserved(CheckedJson reserved)
    {
        var terms = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (term, factor) in reserved.Members("terms"))
        {
            terms[term] = factor.AsAmount();
        }

        return new ReservedRules(
            reserved.Count("tokensPerRateUnit"),
            terms,
            reserved.Count("minimumInputTpm"),
            reserved.Count("minimumOutputTpm"),
            reserved.Texts("verifiedFor"));
    }
}
