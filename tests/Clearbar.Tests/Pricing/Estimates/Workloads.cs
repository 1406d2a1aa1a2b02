using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;
using Clearbar.Tiers;

namespace Clearbar.Tests.Pricing.Estimates;

/// <summary>Workloads and estimates of tests: the built-in book, tiers by default, prices of one fixed day.</summary>
internal static class Workloads
{
    public static readonly DateOnly Day = new(2026, 11, 1);

    /// <summary>Models that share the v1 tokenizer, so that hand-computed counts need no factor.</summary>
    public static IReadOnlyDictionary<Tier, string> OlderTiers { get; } = new Dictionary<Tier, string>
    {
        [Tier.Haiku] = "claude-haiku-4-5",
        [Tier.Sonnet] = "claude-sonnet-4-6",
        [Tier.Opus] = "claude-opus-4-6",
    };

    public static Workload Of(long requests, long prefix, long fresh, long output, Surface surface = Surface.AnthropicApi) => new()
    {
        RequestsPerMonth = requests,
        Shapes = [new RequestShape(prefix, fresh, output)],
        Reuse = ReusePattern.PerHour(0),
        Surface = surface,
        Date = Day,
        Tokenizer = "v1",
    };

    public static Estimate Estimate(Workload workload, IReadOnlyDictionary<Tier, string>? tiers = null)
    {
        var models = (tiers ?? OlderTiers).ToDictionary(pair => pair.Key, pair => ModelOf(pair.Value));
        return new WorkloadEstimator(PriceBook.Embedded, models).Estimate(workload);
    }

    public static TierEstimate TierOf(Workload workload, Tier tier, IReadOnlyDictionary<Tier, string>? tiers = null)
    {
        var estimate = Estimate(workload, tiers).Tiers.Single(candidate => candidate.Tier == tier);
        Assert.Null(estimate.Error);
        return estimate;
    }

    public static decimal Saved(TierEstimate estimate, Lever lever) =>
        estimate.Levers.Single(saving => saving.Lever == lever).Amount.Amount;

    public static IReadOnlyDictionary<Tier, string> DefaultTiers => GatewayOptions.DefaultTiers;

    private static Model ModelOf(string id)
    {
        Assert.True(ModelCatalog.Embedded.TryResolve(id, out var model, out _));
        return model!;
    }
}
