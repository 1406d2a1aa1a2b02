using System.CommandLine;
using System.Text.Json;
using Clearbar.Cli;
using Clearbar.Cli.Verbs;

namespace Clearbar.Tests.Pricing.Import;

/// <summary><c>clearbar prices</c> through its command line, with captured output.</summary>
public sealed class PricesVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearbar-prices-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void List_of_a_day_has_the_row_of_that_day_only()
    {
        // Sonnet 5.5's cache read fell from 0.20 to 0.10 on 2026-10-07.
        Assert.Equal("0.2", ReadOn("2026-10-06"));
        Assert.Equal("0.1", ReadOn("2026-10-07"));

        string? ReadOn(string date)
        {
            var (exit, output, _) = Run(
                "prices", "list", "--model", "claude-sonnet-5-5", "--date", date, "--surface", "anthropic-api", "--format", "json");
            Assert.Equal(ExitCodes.Ok, exit);
            var rows = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("rows");
            Assert.Equal(1, rows.GetArrayLength());
            return rows[0].GetProperty("cacheRead").GetString();
        }
    }

    [Fact]
    public void List_takes_a_bedrock_id_for_its_model_and_refuses_a_family()
    {
        var (_, output, _) = Run("prices", "list", "--model", "us.anthropic.claude-haiku-4-5-20251001-v1:0");
        Assert.Contains("claude-haiku-4-5-20251001", output, StringComparison.Ordinal);
        var (exit, none, error) = Run("prices", "list", "--model", "haiku");
        Assert.Equal((ExitCodes.Failed, ""), (exit, none));
        Assert.Contains("exact id", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_lists_every_error_by_its_key()
    {
        var bad = PriceMaps.PriceFile
            .Replace("\"batchMultiplier\": \"0.5\"", "\"batchMultiplier\": 0.5", StringComparison.Ordinal)
            .Replace("\"currency\": \"USD\"", "\"currency\": \"EUR\"", StringComparison.Ordinal);
        var (exit, output, error) = Run("prices", "check", Write("bad.json", bad));
        Assert.Equal((ExitCodes.Failed, ""), (exit, output));
        Assert.Contains("rules.batchMultiplier: must be a decimal string", error, StringComparison.Ordinal);
        Assert.Contains("currency: must be \"USD\"", error, StringComparison.Ordinal);
        Assert.Contains("2 errors", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_a_sound_file_says_what_is_in_it()
    {
        var (exit, output, _) = Run("prices", "check", Write("good.json", PriceMaps.PriceFile));
        Assert.Equal(ExitCodes.Ok, exit);
        Assert.StartsWith("ok: 25 models, 60 price rows, version ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_of_one_file_compares_it_with_the_built_in_prices()
    {
        var changed = Write(
            "mine.json",
            PriceMaps.PriceFile.Replace(
                "\"webSearchUsdPerSearch\": \"0.01\"", "\"webSearchUsdPerSearch\": \"0.02\"", StringComparison.Ordinal));
        var (_, output, _) = Run("prices", "diff", changed);
        Assert.Contains("~ rules: anthropicApi.webSearchUsdPerSearch 0.01 -> 0.02", output, StringComparison.Ordinal);
        Assert.Contains("0 added, 0 removed, 1 changed", output, StringComparison.Ordinal);
        var (_, reversed, _) = Run("prices", "diff", changed, Write("old.json", PriceMaps.PriceFile));
        Assert.Contains("0.02 -> 0.01", reversed, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_writes_nothing_unless_told_where()
    {
        var map = Path.Combine(_folder.FullName, "map.json");
        File.WriteAllBytes(map, PriceMaps.Map);
        var (exit, output, _) = Run("prices", "import", "--litellm", map);
        Assert.Equal(ExitCodes.Ok, exit);
        const string Counts = "3 entries agree, 3 differ, 2 are not priced by the book, 3 are of other models or sellers";
        Assert.Contains(Counts, output, StringComparison.Ordinal);
        Assert.Single(_folder.GetFiles());

        var target = Path.Combine(_folder.FullName, "new.json");
        var (_, _, talk) = Run("prices", "import", "--litellm", map, "--out", target, "--format", "json");
        Assert.Contains("2 rows taken over from 2026-11-01 on", talk, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, Run("prices", "check", target).Exit);
    }

    [Theory]
    [InlineData("prices", "check", "/does/not/exist.json")]
    [InlineData("prices", "diff", "/does/not/exist.json")]
    [InlineData("prices", "import", "--litellm", "/does/not/exist.json")]
    [InlineData("prices", "list", "--date", "soon")]
    public void File_that_is_not_there_and_day_that_is_none_exit_2(params string[] args)
    {
        var (exit, output, error) = Run(args);
        Assert.Equal((ExitCodes.Usage, ""), (exit, output));
        Assert.NotEmpty(error);
    }

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
        var root = new RootCommand { PricesVerb.Create(new StoppedClock()) };
        var exit = root.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
