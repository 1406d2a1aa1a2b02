using System.CommandLine;
using System.Text.Json;
using Clearbar.Cli.Verbs;

namespace Clearbar.Tests.Pricing;

/// <summary><c>clearbar price</c> through its command line, with captured output.</summary>
public sealed class PriceVerbTests
{
    [Fact]
    public void One_usage_is_a_table_of_lines_without_colour_codes()
    {
        var (exit, output, _) = Run("price", "--model", "claude-sonnet-4-6", "--date", "2026-05-29", "--input", "12345", "--output", "678");
        Assert.Equal(PriceVerb.ExitOk, exit);
        Assert.Contains("0.047205", output, StringComparison.Ordinal);
        Assert.Contains("12,345", output, StringComparison.Ordinal);
        Assert.Contains("claude-sonnet-4-6 on anthropic-api, 2026-05-29", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public void One_usage_as_json_has_its_lines_and_the_version_of_the_book()
    {
        var (exit, output, _) = Run(
            "price", "--model", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "--date", "2026-05-29", "--batch", "--input", "1000000", "--format", "json");
        Assert.Equal(PriceVerb.ExitOk, exit);
        var json = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal("bedrock", json.GetProperty("surface").GetString());
        Assert.Equal("0.55", json.GetProperty("costUsd").GetString());
        Assert.Equal("0.55", json.GetProperty("lines")[0].GetProperty("multiplier").GetString());
        Assert.StartsWith("2026-11-20+", json.GetProperty("priceBook").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Usage_without_a_price_says_why_on_stderr_and_exits_1()
    {
        var (exit, output, error) = Run("price", "--model", "haiku", "--input", "1");
        Assert.Equal(PriceVerb.ExitNotPriced, exit);
        Assert.Empty(output);
        Assert.StartsWith("unknown-model: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("price")]
    [InlineData("price", "--model", "claude-sonnet-4-6", "--date", "tomorrow")]
    [InlineData("price", "--model", "claude-sonnet-4-6", "--surface", "moon")]
    [InlineData("price", "--cases", "/does/not/exist.jsonl")]
    [InlineData("price", "--model", "claude-sonnet-4-6", "--prices", "/does/not/exist.json")]
    public void Wrong_call_says_what_to_change_and_exits_2(params string[] args)
    {
        var (exit, output, error) = Run(args);
        Assert.Equal(PriceVerb.ExitUsage, exit);
        Assert.Empty(output);
        Assert.NotEmpty(error);
    }

    [Fact]
    public void Day_is_today_by_the_clock_when_none_is_given()
    {
        // Sonnet 5.5's cache read fell from 0.20 to 0.10 on 2026-10-07.
        Assert.Contains("0.2", Cost(new DateTimeOffset(2026, 10, 6, 23, 59, 59, TimeSpan.Zero)), StringComparison.Ordinal);
        Assert.Contains("0.1", Cost(new DateTimeOffset(2026, 10, 7, 0, 0, 0, TimeSpan.Zero)), StringComparison.Ordinal);

        static string Cost(DateTimeOffset now)
        {
            var (_, output, _) = RunAt(now, "price", "--model", "claude-sonnet-5-5", "--cache-read", "1000000", "--format", "json");
            return JsonSerializer.Deserialize<JsonElement>(output).GetProperty("costUsd").GetString()!;
        }
    }

    [Fact]
    public void File_of_cases_is_answered_line_by_line_in_its_order()
    {
        var (exit, output) = RunCases(
            """{"id":"z","kind":"request","request":{"surface":"anthropic-api","model":"claude-sonnet-4-6","date":"2026-05-29","usage":{"inputTokens":1000}},"expect":{"costUsd":"666"}}""",
            "",
            """{"id":"a","kind":"request","request":{"surface":"anthropic-api","model":"nobody","date":"2026-05-29","usage":{"inputTokens":1000}}}""");
        Assert.Equal(PriceVerb.ExitOk, exit);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal(["z", "a"], lines.Select(line => line.GetProperty("id").GetString()));
        Assert.Equal("0.003", lines[0].GetProperty("costUsd").GetString());
        Assert.Equal("unknown-model", lines[1].GetProperty("error").GetString());
    }

    [Fact]
    public void File_with_a_case_that_cannot_be_read_answers_the_others_and_exits_1()
    {
        var (exit, output) = RunCases(
            "{",
            """{"id":"b","kind":"request","request":{"surface":"anthropic-api","model":"claude-sonnet-4-6","date":"2026-05-29","usage":{"inputTokens":1000}}}""");
        Assert.Equal(PriceVerb.ExitNotPriced, exit);
        Assert.Contains("invalid-case", output, StringComparison.Ordinal);
        Assert.Contains("\"costUsd\":\"0.003\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_shows_examples_and_exit_codes()
    {
        var (exit, output, _) = Run("price", "--help");
        Assert.Equal(0, exit);
        Assert.Contains("clearbar price --cases cases.jsonl --format json", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", output, StringComparison.Ordinal);
    }

    private static (int Exit, string Output) RunCases(params string[] lines)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllLines(path, lines);
        try
        {
            var (exit, output, _) = Run("price", "--cases", path, "--format", "json");
            return (exit, output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int Exit, string Output, string Error) Run(params string[] args) =>
        RunAt(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero), args);

    private static (int Exit, string Output, string Error) RunAt(DateTimeOffset now, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = new RootCommand { PriceVerb.Create(new StoppedClock(now)) };
        var exit = root.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
