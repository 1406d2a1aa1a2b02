using System.Text.Json;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Pricing.Cases;

/// <summary>Reads the request of a case into a priceable usage.</summary>
internal static class CaseRequest
{
    private static readonly string[] s_usageKeys =
        ["inputTokens", "cacheWrite5mTokens", "cacheWrite1hTokens", "cacheReadTokens", "outputTokens"];

    // request = { surface, model, date, usage{…Tokens}, mode?: "batch"|"standard", inferenceGeo?, speed?, servedSpeed?, serviceTier?,
    //             latency?: "standard"|"optimized", webSearchRequests?, webSearchErrors?, webFetchRequests?,
    //             codeExecution?: {containerSeconds[], orgSecondsUsedThisMonth?, withFreeingWebTool?}, sessionRunningMs?, discountPercent? }
    public static PricedUsage Read(JsonElement request) =>
        ReadWithout(request, Tokens(CaseJson.Object(request, "usage")), CaseJson.Text(request, "model"));

    /// <summary>Reads everything but tokens and model, which some kinds keep elsewhere.</summary>
    public static PricedUsage ReadWithout(JsonElement request, TokenUsage tokens, string model) => new()
    {
        Rate = new RateQuery(SurfaceOf(request), model, CaseJson.Date(request, "date"))
        {
            Batch = ModeIsBatch(request),
            InferenceGeo = CaseJson.TextOrNull(request, "inferenceGeo"),
            AskedSpeed = SpeedOf(request, "speed"),
            ServedSpeed = SpeedOf(request, "servedSpeed"),
            ServiceTier = ServiceTierOf(request),
        },
        Tokens = tokens,
        WebSearches = CaseJson.Count(request, "webSearchRequests"),
        FailedWebSearches = CaseJson.Count(request, "webSearchErrors"),
        WebFetches = CaseJson.Count(request, "webFetchRequests"),
        CodeExecution = CodeOf(request),
        SessionRunningMs = CaseJson.Has(request, "sessionRunningMs") ? CaseJson.Count(request, "sessionRunningMs") : null,
        DiscountPercent = CaseJson.AmountOrNull(request, "discountPercent") ?? 0m,
    };

    public static TokenUsage Tokens(JsonElement usage)
    {
        foreach (var member in usage.EnumerateObject())
        {
            // A count under a name nobody reads would be tokens for free.
            if (!s_usageKeys.Contains(member.Name, StringComparer.Ordinal))
            {
                throw new CaseException($"usage.{member.Name} is not a known count; use {string.Join(", ", s_usageKeys)}");
            }
        }

        return new TokenUsage(
            CaseJson.Count(usage, "inputTokens"),
            CaseJson.Count(usage, "cacheReadTokens"),
            CaseJson.Count(usage, "cacheWrite5mTokens"),
            CaseJson.Count(usage, "cacheWrite1hTokens"),
            CaseJson.Count(usage, "outputTokens"));
    }

    private static Surface SurfaceOf(JsonElement request)
    {
        var text = CaseJson.Text(request, "surface");
        return SurfaceNames.TryParse(text, out var surface)
            ? surface
            : throw new CaseException($"surface \"{text}\" must be one of {string.Join(", ", SurfaceNames.All)}");
    }

    private static bool ModeIsBatch(JsonElement request) => CaseJson.TextOrNull(request, "mode") switch
    {
        null or "standard" or "on-demand" => false,
        "batch" => true,
        var other => throw new CaseException($"mode \"{other}\" must be batch, standard or on-demand"),
    };

    private static Speed? SpeedOf(JsonElement request, string key) => CaseJson.TextOrNull(request, key) switch
    {
        null => null,
        "standard" => Speed.Standard,
        "fast" => Speed.Fast,
        var other => throw new CaseException($"{key} \"{other}\" must be standard or fast"),
    };

    // Optimized latency has AWS usage types of its own and no known Claude price; it is refused as a tier that is not offered.
    private static string? ServiceTierOf(JsonElement request) =>
        CaseJson.TextOrNull(request, "latency") == "optimized" ? "optimized latency" : CaseJson.TextOrNull(request, "serviceTier");

    private static CodeExecutionUsage? CodeOf(JsonElement request)
    {
        if (!CaseJson.Has(request, "codeExecution"))
        {
            return null;
        }

        var code = CaseJson.Object(request, "codeExecution");
        var seconds = CaseJson.Array(code, "containerSeconds").ConvertAll(item => CaseJson.AsCount(item, "containerSeconds"));
        return new CodeExecutionUsage(seconds, CaseJson.Count(code, "orgSecondsUsedThisMonth"))
        {
            WithFreeingWebTool = code.TryGetProperty("withFreeingWebTool", out var frees) && frees.ValueKind == JsonValueKind.True,
        };
    }
}
