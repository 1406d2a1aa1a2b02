using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Pricing;

/// <summary>Generators of usages and of every rate the built-in book has.</summary>
internal static class PricingArbitraries
{
    public static PriceBook Book => PriceBook.Embedded;

    /// <summary>Counts around the prompt tiers and far away from them.</summary>
    public static Arbitrary<TokenUsage> Usages()
    {
        var count = Gen.OneOf(Gen.Constant(0L), Gen.Choose(0, 300).Select(n => (long)n), Gen.Choose(0, 400_000).Select(n => (long)n));
        return (from input in count
                from read in count
                from five in count
                from hour in count
                from output in count
                select new TokenUsage(input, read, five, hour, output)).ToArbitrary();
    }

    /// <summary>Every card of every model, surface, id form and price row, with and without batch and US-only inference.</summary>
    public static Arbitrary<RateCard> Cards() => Gen.Elements(AllCards().ToArray()).ToArbitrary();

    public static IEnumerable<RateCard> AllCards()
    {
        foreach (var query in AllQueries())
        {
            if (Book.TryFindRate(query, out var card, out _))
            {
                yield return card;
            }
        }
    }

    public static IEnumerable<RateQuery> AllQueries()
    {
        foreach (var model in Book.File.Models)
        {
            foreach (var row in model.DirectRows)
            {
                foreach (var surface in (Surface[])[Surface.AnthropicApi, Surface.ClaudePlatformAws, Surface.ManagedAgents])
                {
                    var query = new RateQuery(surface, model.Id, row.EffectiveFrom);
                    yield return query;
                    yield return query with { Batch = true };
                    yield return query with { InferenceGeo = "us" };
                    yield return query with { AskedSpeed = Speed.Fast };
                }
            }

            foreach (var row in model.BedrockRows)
            {
                foreach (var id in model.Bedrock!.Ids.Values.Append($"us-gov.{model.Bedrock.BaseId}"))
                {
                    var query = new RateQuery(Surface.Bedrock, id, row.EffectiveFrom);
                    yield return query;
                    yield return query with { Batch = true };
                }
            }
        }
    }

    public static RateCard Card(RateQuery query)
    {
        Assert.True(Book.TryFindRate(query, out var card, out var error), error?.Message);
        return card!;
    }

    public static RateCard Card(Surface surface, string model, string date) =>
        Card(new RateQuery(surface, model, DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)));
}
