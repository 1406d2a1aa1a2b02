using System.Globalization;
using Clearbar.Pricing.Cases;

namespace Clearbar.Pricing.Import;

/// <summary>
/// A price file as rows of named fields, so that two files can be compared. Rows of one kind always have the same fields.
/// </summary>
internal static class PriceFileRows
{
    /// <summary>The text of a field that is null in the file.</summary>
    private const string None = "none";

    /// <summary>Every fact of a file: its rules, its sources, its models, and their price rows.</summary>
    public static IEnumerable<PriceFileRow> Of(PriceFile file)
    {
        yield return new PriceFileRow("rules", Rules(file.Rules));
        foreach (var (code, text) in file.Sources)
        {
            yield return new PriceFileRow($"source {code}", [("text", text)]);
        }

        foreach (var model in file.Models)
        {
            yield return new PriceFileRow($"model {model.Id}", Model(model));
            foreach (var row in model.DirectRows)
            {
                yield return new PriceFileRow(Text($"{model.Id} anthropic-api from {row.EffectiveFrom:yyyy-MM-dd}"), Prices(row));
            }

            foreach (var row in model.BedrockRows)
            {
                yield return new PriceFileRow(Text($"{model.Id} bedrock-global from {row.EffectiveFrom:yyyy-MM-dd}"), Prices(row));
            }

            foreach (var row in model.FastRows)
            {
                yield return new PriceFileRow(
                    Text($"{model.Id} fast from {row.EffectiveFrom:yyyy-MM-dd}"),
                    [("effectiveTo", Date(row.EffectiveTo)), ("input", Amount(row.Input)), ("output", Amount(row.Output))]);
            }
        }
    }

    private static List<(string, string)> Rules(PriceRules rules) =>
    [
        ("cacheMultipliers.write5m", Amount(rules.CacheWrite5m)),
        ("cacheMultipliers.write1h", Amount(rules.CacheWrite1h)),
        ("cacheMultipliers.readDefault", Amount(rules.CacheRead)),
        ("cacheMultipliers.readExceptions", Join(rules.CacheReadExceptions.Select(rule => $"{rule.Model} {Date(rule.From)} "
            + $"{Amount(rule.Multiplier)}"))),
        ("batchMultiplier", Amount(rules.Batch)),
        ("bedrock.regionalMultiplier", Amount(rules.Regional)),
        ("bedrock.govMultiplier", Amount(rules.Gov)),
        ("bedrock.geoPrefixes", Join(rules.GeoPrefixes)),
        ("bedrock.reserved", Reserved(rules.Reserved)),
        ("anthropicApi.inferenceGeoUsMultiplier", Amount(rules.InferenceGeoUs)),
        ("anthropicApi.webSearchUsdPerSearch", Amount(rules.WebSearchEach)),
        ("anthropicApi.codeExecution.usdPerContainerHour", Amount(rules.ContainerHour)),
        ("anthropicApi.codeExecution.freeSeconds", Amount(rules.FreeContainerSeconds)),
        ("anthropicApi.codeExecution.minimumSeconds", Amount(rules.MinimumContainerSeconds)),
        ("claudePlatformAws.usdPerCcu", Amount(rules.Ccu)),
        ("managedAgents.usdPerSessionHour", Amount(rules.SessionHour)),
        ("managedAgents.geoAndFastApplyFrom", Date(rules.SessionModifiersFrom)),
    ];

    private static string Reserved(ReservedRules rules) => Join(
    [
        Amount(rules.TokensPerRateUnit),
        .. rules.Terms.Select(term => $"{term.Key} {Amount(term.Value)}"),
        Amount(rules.MinimumInputTpm),
        Amount(rules.MinimumOutputTpm),
        .. rules.VerifiedFor,
    ]);

    private static List<(string, string)> Model(PricedModel model) =>
    [
        ("name", model.Name),
        ("aliases", Join(model.Aliases)),
        ("family", model.Family),
        ("generation", Amount(model.Generation)),
        ("contextTokens", Amount(model.ContextTokens)),
        ("minCacheableTokens", Amount(model.MinCacheableTokens)),
        ("tokenizer", model.Tokenizer),
        ("regionalPremium", model.RegionalPremium ? "yes" : "no"),
        ("inferenceGeo", model.InferenceGeo ? "yes" : "no"),
        ("bedrock.baseId", model.Bedrock?.BaseId ?? None),
        ("bedrock.ids", Join(model.Bedrock?.Ids.Select(id => $"{id.Key}={id.Value}") ?? [])),
        ("bedrock.cacheTtls", Join(model.Bedrock?.CacheTtls ?? [])),
        ("bedrock.batch", model.Bedrock is { Batch: true } ? "yes" : "no"),
    ];

    private static List<(string, string)> Prices(PriceRow row) =>
    [
        ("effectiveTo", Date(row.EffectiveTo)),
        .. Rates(row.Rates),
        ("batchInput", Amount(row.BatchInput)),
        ("batchOutput", Amount(row.BatchOutput)),
        ("promptTiers", Join(row.Tiers.Select(Tier))),
        ("status", row.Status),
        ("source", Join(row.Sources)),
        ("note", row.Note ?? None),
    ];

    private static string Tier(PromptTier tier) =>
        Text($"over {tier.PromptTokensOver}: {Join(Rates(tier.Rates).Select(rate => rate.Value), " / ")}");

    private static List<(string Name, string Value)> Rates(TokenRates rates) =>
    [
        ("input", Amount(rates.Input)),
        ("output", Amount(rates.Output)),
        ("cacheWrite5m", Amount(rates.CacheWrite5m)),
        ("cacheWrite1h", Amount(rates.CacheWrite1h)),
        ("cacheRead", Amount(rates.CacheRead)),
    ];

    private static string Amount(decimal? value) => value is { } amount ? CaseWriter.Text(amount) : None;

    private static string Date(DateOnly? date) => date is { } day ? Text($"{day:yyyy-MM-dd}") : None;

    private static string Join(IEnumerable<string> texts, string separator = ", ") =>
        string.Join(separator, texts) is { Length: > 0 } text ? text : None;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
