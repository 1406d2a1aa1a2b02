using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Clearbar.Cli;
using Clearbar.Cli.Verbs;
using Clearbar.Pricing.Estimates;

namespace Clearbar.Tests.Pricing.Estimates;

/// <summary><c>clearbar estimate</c> through its command line, with captured output.</summary>
public sealed class EstimateVerbTests : IDisposable
{
    private static readonly string[] s_plain =
        ["estimate", "--requests", "1000", "--input", "800", "--output", "200", "--surface", "anthropic-api"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearbar-estimate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Json_has_whole_amounts_that_add_up_to_the_last_digit()
    {
        var (exit, output, _) = Run(
            "estimate", "--requests", "123457", "--prefix", "7001", "--input", "701", "--output", "251", "--per-hour", "77",
            "--can-wait", "37%", "--local", "11%", "--cheaper", "23%", "--cheaper-tried", "31%", "--format", "json");
        Assert.Equal(ExitCodes.Ok, exit);
        var tiers = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("tiers");
        Assert.Equal(["haiku", "sonnet", "opus"], tiers.EnumerateArray().Select(tier => tier.GetProperty("tier").GetString()));
        foreach (var tier in tiers.EnumerateArray())
        {
            var saved = tier.GetProperty("savedUsd").EnumerateObject().ToList();
            Assert.Equal(["cache", "batch", "endpoint", "local", "tier"], saved.Select(member => member.Name));
            Assert.Equal(Amount(tier, "plainUsd"), saved.Sum(member => Decimal(member.Value)) + Amount(tier, "totalUsd"));
            Assert.True(Amount(tier, "totalUsd") > 0);
        }
    }

    [Fact]
    public void Configuration_says_which_model_serves_a_tier()
    {
        var config = Write("clearbar.json", """{ "tiers": { "haiku": "claude-haiku-5-5" } }""");
        var (_, output, _) = Run([.. s_plain, "--config", config, "--format", "json"]);
        var haiku = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("tiers")[0];
        Assert.Equal("claude-haiku-5-5", haiku.GetProperty("model").GetString());

        // 1,000 × (800 × 0.10 + 200 × 0.50) per million.
        Assert.Equal("0.18", haiku.GetProperty("totalUsd").GetString());
    }

    [Fact]
    public void Sample_is_estimated_by_its_text_and_labelled_so()
    {
        // 36 bytes of system prompt are 10 tokens at 3.6; two requests share it. 18 bytes are 5 tokens, 36 bytes 10.
        var system = new string('s', 36);
        var sample = Write("sample.jsonl", $$"""
            {"model":"x","max_tokens":100,"system":"{{system}}","messages":[{"role":"user","content":"{{new string('a', 18)}}"}]}

            {"model":"x","max_tokens":100,"system":"{{system}}","messages":[{"role":"user","content":"{{new string('b', 36)}}"}]}
            """);
        var (exit, output, error) = Run(
            "estimate", "--requests", "1000", "--sample", sample, "--output", "20", "--surface", "anthropic-api", "--format", "json");
        Assert.Equal((ExitCodes.Ok, ""), (exit, error));
        var json = JsonSerializer.Deserialize<JsonElement>(output);

        // 500 × (15 + 20 × 5) + 500 × (20 + 20 × 5) dollars per million.
        Assert.Equal("0.1175", json.GetProperty("tiers")[0].GetProperty("totalUsd").GetString());
        var assumptions = string.Join('\n', json.GetProperty("assumptions").EnumerateArray());
        Assert.Contains("ESTIMATED at 3.6 characters", assumptions, StringComparison.Ordinal);
        Assert.DoesNotContain("ssss", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "system":null, """, 0)]
    [InlineData(""" "system":[], """, 0)]
    [InlineData(""" "system":[{"type":"text","text":"123456789012345678"},{"type":"text","text":"123456789012345678"}], """, 10)]
    [InlineData(""" "tools":[{"name":"weather","input_schema":{}}], """, 11)]
    public void Prefix_of_a_sample_is_its_system_prompt_and_tools(string members, long prefix)
    {
        var line = $$"""{"model":"x","max_tokens":7,{{members}}"messages":[{"role":"user","content":"123456789012345678"}]}""";
        var shape = Assert.Single(RequestSample.Read([line, line], RequestSample.DefaultCharactersPerToken, null).Shapes);
        Assert.Equal((prefix, 5, 7, 2), (shape.Prefix, shape.Fresh, shape.Output, shape.Weight));
    }

    [Fact]
    public void Sample_without_output_takes_max_tokens_and_calls_it_a_ceiling()
    {
        var sample = Write("sample.jsonl", """{"model":"x","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""");
        var (_, output, _) = Run("estimate", "--requests", "1000", "--sample", sample, "--surface", "anthropic-api");
        Assert.Contains("max_tokens, a CEILING", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_of_a_sample_that_is_no_request_is_named()
    {
        var sample = Write("sample.jsonl", """
            {"model":"x","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}
            {"nothing":1}
            """);
        var (exit, output, error) = Run("estimate", "--requests", "1000", "--sample", sample);
        Assert.Equal((ExitCodes.Usage, ""), (exit, output));
        Assert.StartsWith("line 2: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_is_well_formed_and_shows_every_lever_of_every_tier()
    {
        var path = Path.Combine(_folder.FullName, "chart.svg");
        var (exit, _, _) = Run([.. s_plain, "--can-wait", "50", "--svg", path]);
        Assert.Equal(ExitCodes.Ok, exit);
        var svg = XDocument.Load(path);
        var texts = svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        Assert.Equal(3, texts.Count(text => text == "batch"));
        Assert.Contains("-0.45", texts);
        Assert.Equal(3 * 7, svg.Descendants().Count(element => element.Name.LocalName == "rect") - 1);
    }

    [Fact]
    public void Example_as_json_has_the_split_under_which_the_published_figure_is_true()
    {
        var (exit, output, _) = Run("estimate", "--example", "tickets", "--format", "json");
        Assert.Equal(ExitCodes.Ok, exit);
        var json = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal("0", json.GetProperty("publishedIsTrueAtOutputTokensNow").GetString());
        Assert.Equal("37", json.GetProperty("splits")[0].GetProperty("nowUsd").GetString());
    }

    [Fact]
    public void No_tier_with_a_price_exits_1_and_shows_the_reasons()
    {
        var (exit, output, _) = Run([.. s_plain, "--date", "2020-01-01"]);
        Assert.Equal(ExitCodes.Failed, exit);
        Assert.Contains("is known for 2020-01-01", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--requests", "estimate")]
    [InlineData("--date", "estimate", "--requests", "10", "--input", "1", "--date", "soon")]
    [InlineData("--residency", "estimate", "--requests", "10", "--input", "1", "--residency", "moon")]
    [InlineData("--gaps", "estimate", "--requests", "10", "--input", "1", "--gaps", "5x")]
    [InlineData("--gaps", "estimate", "--requests", "10", "--input", "1", "--gaps", "5m", "--per-hour", "3")]
    [InlineData("--counted-by", "estimate", "--requests", "10", "--input", "1", "--counted-by", "haiku")]
    [InlineData("--batch-hit-rate", "estimate", "--requests", "10", "--input", "1", "--batch-hit-rate", "50%")]
    [InlineData("--prefix", "estimate", "--requests", "10", "--input", "-1")]
    [InlineData("--sample", "estimate", "--requests", "10", "--input", "1", "--sample", "/does/not/exist")]
    [InlineData("exist", "estimate", "--requests", "10", "--sample", "/does/not/exist")]
    public void Wrong_call_names_what_to_change_and_exits_2(string named, params string[] args)
    {
        var (exit, output, error) = Run(args);
        Assert.Equal((ExitCodes.Usage, ""), (exit, output));
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Percent_that_is_none_is_refused_with_its_range()
    {
        var errors = EstimateVerb.Create().Parse(["--can-wait", "1.5"]).Errors;
        Assert.Contains("between 0% and 100%", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    private static decimal Amount(JsonElement tier, string name) => Decimal(tier.GetProperty(name));

    private static decimal Decimal(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = new RootCommand { EstimateVerb.Create(new StoppedClock()) };
        var exit = root.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
