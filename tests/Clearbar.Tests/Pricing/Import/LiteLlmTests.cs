using System.Text;
using Clearbar.Pricing;
using Clearbar.Pricing.Import;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Pricing.Import;

/// <summary>Reading a LiteLLM price map, comparing it with the book and taking it over.</summary>
public sealed class LiteLlmTests
{
    private readonly LiteLlmFile _map = LiteLlmFile.Read(PriceMaps.Map);

    [Theory]
    [InlineData("3e-06", "3")]
    [InlineData("3E-6", "3")]
    [InlineData("0.000003", "3")]
    [InlineData("1.25e-06", "1.25")]
    [InlineData("3.0000000000000004e-06", "3.0000000000000004")]
    [InlineData("0", "0")]
    public void Number_of_the_map_is_a_decimal_from_its_text(string number, string perMillion)
    {
        var map = PriceMaps.Read($$$"""{"claude-x":{"litellm_provider":"anthropic","input_cost_per_token":{{{number}}}}}""");
        Assert.Equal(perMillion, new Usd(Assert.Single(map.Entries).Base.Input!.Value).ToString());
    }

    [Fact]
    public void Entry_that_agrees_in_every_price_is_the_same()
    {
        var report = PriceMaps.Compare(_map);
        Assert.Equal(["claude-haiku-4-5", "claude-sonnet-4-5-20250929", "us/claude-opus-4-6"], report.Same);
    }

    [Fact]
    public void Differences_name_key_item_and_both_prices()
    {
        var differences = PriceMaps.Compare(_map).Differences.Select(d => $"{d.Key} {d.Item} {Text(d.Theirs)} {Text(d.Ours)}");
        Assert.Equal(
            [
                "claude-sonnet-4-6 input 3.3 3",
                "claude-sonnet-4-6 promptTokensOver 200000 0",
                "claude-sonnet-4-6 input (prompt over 200000) 6 3",
                "claude-sonnet-4-6 output (prompt over 200000) 22.5 15",
                "anthropic.claude-sonnet-4-6 input 3 3.3",
                "anthropic.claude-sonnet-4-6 output 15 16.5",
                "global.anthropic.claude-sonnet-4-6 output 16 15",
            ],
            differences);
    }

    [Fact]
    public void Bare_bedrock_id_at_the_global_price_is_explained()
    {
        var notes = PriceMaps.Compare(_map).Differences.Where(d => d.Key == "anthropic.claude-sonnet-4-6").Select(d => d.Note);
        Assert.All(notes, note => Assert.Contains("regional", note, StringComparison.Ordinal));
    }

    [Fact]
    public void Upper_tier_the_map_does_not_know_is_a_difference()
    {
        var map = PriceMaps.Read("""
            {"claude-sonnet-4-5":{"litellm_provider":"anthropic","input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05}}
            """);
        var differences = PriceMaps.Compare(map).Differences;
        Assert.Contains(differences, d => d is { Item: "input (prompt over 200000)", Theirs: 3m, Ours: 6m });
        Assert.Contains(differences, d => d is { Item: "output (prompt over 200000)", Theirs: 15m, Ours: 22.5m });
    }

    [Fact]
    public void Price_the_book_denies_is_a_difference()
    {
        var map = PriceMaps.Read("""
            {"anthropic.claude-3-opus-20240229-v1:0":{"litellm_provider":"bedrock","cache_read_input_token_cost":1.5e-06}}
            """);
        var difference = Assert.Single(PriceMaps.Compare(map).Differences);
        Assert.Equal(("cacheRead", 1.5m, null), (difference.Item, difference.Theirs!.Value, difference.Ours));
    }

    [Theory]
    [InlineData("bedrock/us-gov-east-1/claude-sonnet-4-5-20250929-v1:0", "bedrock", "3.6e-06")]
    [InlineData("bedrock/us-gov-west-1/anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock", "3.6e-06")]
    [InlineData("bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock", "3.3e-06")]
    [InlineData("bedrock/converse/global.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock_converse", "3e-06")]
    [InlineData("anthropic/claude-sonnet-4-6", "anthropic", "3e-06")]
    [InlineData("fast/us/claude-opus-5", "anthropic", "1.1e-05")]
    public void Key_says_surface_scope_and_modifiers(string key, string provider, string input)
    {
        var map = PriceMaps.Read($$"""{"{{key}}":{"litellm_provider":"{{provider}}","input_cost_per_token":{{input}} } }""");
        var report = PriceMaps.Compare(map);
        Assert.Empty(report.NotInBook);
        Assert.DoesNotContain(report.Differences, difference => difference.Item == "input");
    }

    [Fact]
    public void Factors_of_the_map_are_compared_as_the_prices_they_make()
    {
        // Opus 5 is 5 / 25, fast 10 / 50, US-only 5.5 / 27.5.
        var map = PriceMaps.Read("""
            {"claude-opus-5":{"litellm_provider":"anthropic","input_cost_per_token":5e-06,"output_cost_per_token":2.5e-05,
             "provider_specific_entry":{"us":1.1,"fast":6.0}}}
            """);
        var differences = PriceMaps.Compare(map).Differences.Select(d => $"{d.Item} {Text(d.Theirs)} {Text(d.Ours)}");
        Assert.Equal(["input (fast) 30 10", "output (fast) 150 50"], differences);
    }

    [Fact]
    public void What_cannot_be_compared_is_listed_and_counted()
    {
        var report = PriceMaps.Compare(_map);
        Assert.Equal(3, report.Others);
        Assert.Equal(2, report.NotInBook.Count);
        var unknown = Assert.Single(report.NotInBook, entry => entry.Key == "claude-imaginary-9");
        Assert.Contains("not in price book", unknown.Reason, StringComparison.Ordinal);
        Assert.Contains("claude-opus-5", report.NotInMap);
        Assert.DoesNotContain("claude-haiku-4-5-20251001", report.NotInMap);
        Assert.StartsWith("claude-imaginary-9.output_cost_per_token: ", Assert.Single(report.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Map_that_is_no_json_object_is_refused()
    {
        Assert.Throws<PriceBookException>(() => PriceMaps.Read("[]"));
        Assert.Throws<PriceBookException>(() => PriceMaps.Read("{"));
    }

    [Fact]
    public void Taking_over_closes_the_old_row_and_opens_a_secondary_one()
    {
        var file = PriceFileReader.Read(new PriceFileImport(null, PriceMaps.Day).Apply(_map, "map.json", out var rows));
        Assert.Equal(["claude-sonnet-4-6 anthropic-api", "claude-sonnet-4-6 bedrock-global"], rows);
        var book = new PriceBook(file);
        var before = Charge(book, PriceMaps.Day.AddDays(-1), batch: false, out var published);
        var after = Charge(book, PriceMaps.Day, batch: false, out var secondary);
        Assert.Equal((3m, 3.3m), (before, after));
        Assert.Equal((PriceStatus.Exact, PriceStatus.Estimated), (published, secondary));
        Assert.Equal(1.65m, Charge(book, PriceMaps.Day, batch: true, out _));
    }

    [Fact]
    public void Taken_over_file_agrees_with_the_map_in_its_list_prices()
    {
        var file = PriceFileReader.Read(new PriceFileImport(null, PriceMaps.Day).Apply(_map, "map.json", out _));
        var report = new LiteLlmComparison(new PriceBook(file), PriceMaps.Day).Compare(_map);
        Assert.All(report.Differences, difference => Assert.Equal("anthropic.claude-sonnet-4-6", difference.Key));
    }

    [Fact]
    public void Taking_over_twice_on_one_day_changes_nothing_more()
    {
        var once = new PriceFileImport(null, PriceMaps.Day).Apply(_map, "map.json", out _);
        var twice = new PriceFileImport(once, PriceMaps.Day).Apply(_map, "map.json", out var rows);
        Assert.Empty(rows);
        Assert.Equal(Encoding.UTF8.GetString(once), Encoding.UTF8.GetString(twice));
    }

    private static decimal Charge(PriceBook book, DateOnly date, bool batch, out PriceStatus status)
    {
        var query = new RateQuery(Surface.AnthropicApi, "claude-sonnet-4-6", date) { Batch = batch };
        Assert.True(book.TryFindRate(query, out var card, out var error), error?.Message);

        // Ten requests of 100,000 tokens: below every prompt tier.
        var usage = new TokenUsage(100_000, 0, 0, 0, 0);
        status = card!.StatusOf(usage, usageIsFinal: true);
        return 10 * card.Charge(usage).Amount;
    }

    private static string Text(decimal? value) => value is { } amount ? new Usd(amount).ToString() : "none";
}
