using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Pricing;

/// <summary>A price file that is wrong is refused whole, with every error and its key; one that is right changes what things cost.</summary>
public sealed class PriceFileTests
{
    [Fact]
    public void Every_error_of_a_file_is_reported_with_its_key()
    {
        var errors = ErrorsAfter(file =>
        {
            file["rules"]!["batchMultiplier"] = 0.5;
            file["rules"]!["managedAgents"]!["geoAndFastApplyFrom"] = "September";
            var model = file["models"]![0]!;
            model["aliases"] = "claude-3-haiku";
            model["prices"]!["anthropic-api"]![0]!["input"] = "-0.25";
            model["prices"]!["anthropic-api"]![0]!.AsObject().Remove("cacheRead");
        });
        Assert.Equal(5, errors.Count);
        Assert.Contains(errors, error => error.StartsWith("rules.batchMultiplier: must be a decimal string", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("rules.managedAgents.geoAndFastApplyFrom: must be a date", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("models[0].aliases: must be an array", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("models[0].prices.anthropic-api[0].input: must be a decimal string", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("models[0].prices.anthropic-api[0].cacheRead: is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Misspelt_key_does_not_pass_as_an_absent_one() =>
        Assert.Contains(
            ErrorsAfter(file => file["models"]![0]!["prices"]!["anthropic-api"]![0]!["promptTier"] = new JsonArray()),
            error => error.StartsWith("models[0].prices.anthropic-api[0].promptTier: is not a known key; known are", StringComparison.Ordinal));

    [Fact]
    public void Line_ends_do_not_make_another_version()
    {
        var text = Changed(_ => { });
        var unix = PriceFileReader.Read(Encoding.UTF8.GetBytes(text.Replace(",\"", ",\n\"", StringComparison.Ordinal)));
        var windows = PriceFileReader.Read(Encoding.UTF8.GetBytes(text.Replace(",\"", ",\r\n\"", StringComparison.Ordinal)));
        Assert.Equal(unix.Version, windows.Version);
    }

    [Fact]
    public void One_id_for_two_models_is_refused() =>
        Assert.Contains(
            ErrorsAfter(file => file["models"]![1]!["aliases"]![0] = "claude-3-haiku"),
            error => error.Contains("the id \"claude-3-haiku\" already belongs to models[0]", StringComparison.Ordinal));

    [Fact]
    public void Two_prices_for_one_day_are_refused() =>
        Assert.Contains(
            ErrorsAfter(file => file["models"]![3]!["prices"]!["bedrock-global"]![0]!["effectiveTo"] = "2025-12-01"),
            error => error.Contains("prices.bedrock-global[1].effectiveFrom: must be after the last day of the row before it", StringComparison.Ordinal));

    [Fact]
    public void Source_that_the_file_does_not_list_is_refused() =>
        Assert.Contains(
            ErrorsAfter(file => file["models"]![0]!["prices"]!["anthropic-api"]![0]!["source"]![0] = "hearsay"),
            error => error.Contains("\"hearsay\" is not among the file's sources", StringComparison.Ordinal));

    [Fact]
    public void Bedrock_id_that_contradicts_its_base_id_is_refused() =>
        Assert.Contains(
            ErrorsAfter(file => file["models"]![0]!["bedrock"]!["ids"]!["us"] = "us.anthropic.claude-3-opus-20240229-v1:0"),
            error => error.Contains("bedrock.ids.us: must be", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"schema\": 2}")]
    public void What_is_no_price_file_is_refused(string text) =>
        Assert.Throws<PriceBookException>(() => PriceFileReader.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void File_given_by_path_replaces_the_built_in_prices_and_has_another_version()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, Changed(file => file["models"]![0]!["prices"]!["anthropic-api"]![0]!["input"] = "0.26"));
        try
        {
            var book = PriceBook.Load(path);
            Assert.True(book.TryFindRate(new RateQuery(Surface.AnthropicApi, "claude-3-haiku", new DateOnly(2026, 5, 29)), out var card, out _));
            Assert.Equal(0.26m, card.Charge(new TokenUsage(1_000_000, 0, 0, 0, 0)).Amount);
            Assert.NotEqual(PriceBook.Embedded.Version, book.Version);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Published_batch_price_wins_over_the_rule_of_half()
    {
        var book = new PriceBook(PriceFileReader.Read(Encoding.UTF8.GetBytes(
            Changed(file => file["models"]![0]!["prices"]!["anthropic-api"]![0]!["batchInput"] = "0.2"))));
        var query = new RateQuery(Surface.AnthropicApi, "claude-3-haiku", new DateOnly(2026, 5, 29)) { Batch = true };
        Assert.True(book.TryFindRate(query, out var card, out _));
        Assert.Equal(0.2m + 0.625m, card.Charge(new TokenUsage(1_000_000, 0, 0, 0, 1_000_000)).Amount);
    }

    [Fact]
    public void Row_without_a_batch_price_has_no_batch()
    {
        var book = new PriceBook(PriceFileReader.Read(Encoding.UTF8.GetBytes(
            Changed(file => file["models"]![0]!["prices"]!["anthropic-api"]![0]!["batchInput"] = null))));
        var query = new RateQuery(Surface.AnthropicApi, "claude-3-haiku", new DateOnly(2026, 5, 29)) { Batch = true };
        Assert.False(book.TryFindRate(query, out _, out var error));
        Assert.Equal("batch-not-on-surface", error.CodeText);
    }

    [Fact]
    public void Version_names_the_day_and_the_content() => Assert.Matches("^2026-11-20\\+[0-9a-f]{8}$", PriceBook.Embedded.Version);

    [Fact]
    public void Cache_rows_follow_the_multipliers_unless_the_file_names_an_exception()
    {
        var file = PriceBook.Embedded.File;
        var rules = file.Rules;
        var seen = 0;
        foreach (var model in file.Models.Where(model => model.Id != "claude-3-haiku-20240307"))
        {
            foreach (var row in model.DirectRows.Concat(model.BedrockRows))
            {
                foreach (var rates in row.Tiers.Select(tier => tier.Rates).Append(row.Rates))
                {
                    Assert.Equal(rates.CacheWrite5m is null ? null : rates.Input * rules.CacheWrite5m, rates.CacheWrite5m);
                    Assert.Equal(rates.CacheWrite1h is null ? null : rates.Input * rules.CacheWrite1h, rates.CacheWrite1h);
                    Assert.Equal(rates.CacheRead is null ? null : rates.Input * rules.CacheReadOf(model.Id, row.EffectiveFrom), rates.CacheRead);
                    seen++;
                }
            }
        }

        Assert.True(seen > 50);
    }

    private static IReadOnlyList<string> ErrorsAfter(Action<JsonNode> change) =>
        Assert.Throws<PriceBookException>(() => PriceFileReader.Read(Encoding.UTF8.GetBytes(Changed(change)))).Errors;

    private static string Changed(Action<JsonNode> change)
    {
        using var stream = typeof(PriceBook).Assembly.GetManifestResourceStream("claude-prices.json")!;
        var file = JsonNode.Parse(stream)!;
        change(file);
        return file.ToJsonString();
    }
}
