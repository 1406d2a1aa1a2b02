using System.Text.Json;
using Clearbar.Bench.Routing;

namespace Clearbar.Tests.Routing.Benches;

/// <summary>The proof command on a folder small enough for the test suite: what it prints, not how good the figures are.</summary>
public sealed class RoutingBenchTests : IDisposable
{
    private const int Calls = 60;
    private const int Questions = 80;

    private static readonly string[] s_sets = ["bfcl", "mmlu", "mmlu+subject"];
    private static readonly string[] s_policies =
        ["random mix", "oracle", "planned", "certified 0.02", "certified plan 0.02", "certified 0.05", "certified plan 0.05"];

    private readonly string _learn = Directory.CreateTempSubdirectory("clearbar-bench-learn-").FullName;
    private readonly string _judge = Directory.CreateTempSubdirectory("clearbar-bench-judge-").FullName;

    public RoutingBenchTests()
    {
        RecordedFolder.Write(_learn, 1, 120, 160);
        RecordedFolder.Write(_judge, 2, Calls, Questions);
    }

    public void Dispose()
    {
        Directory.Delete(_learn, recursive: true);
        Directory.Delete(_judge, recursive: true);
    }

    [Fact]
    public void Json_has_one_line_with_every_field_per_data_set_and_policy()
    {
        var lines = Lines("--learn", _learn, "--judge", _judge, "--format", "json", "--resamplings", "5", "--epochs", "2");

        var routed = lines.Where(static line => line.GetProperty("policy").GetString() != "rung0").ToList();
        Assert.Equal(
            routed.Count, routed.Select(static line => (line.GetProperty("dataSet").GetString(), line.GetProperty("policy").GetString())).Distinct().Count());
        foreach (var set in s_sets)
        {
            var ofSet = routed.Where(line => line.GetProperty("dataSet").GetString() == set).ToDictionary(static line => line.GetProperty("policy").GetString()!);
            Assert.All(s_policies, policy => Assert.Contains(policy, ofSet));
            Assert.All(ofSet.Values, line => CheckFields(line, set == "bfcl" ? Calls : Questions));
            Assert.All(
                ofSet.Where(static pair => pair.Key.StartsWith("certified", StringComparison.Ordinal)),
                static pair => Assert.InRange(pair.Value.GetProperty("violationRate").GetDouble(), 0, 1));
        }

        // Both judged questions and calls are always right at the top, and the class says which questions need it.
        Assert.Equal(1, Of(routed, "bfcl", "always opus3").GetProperty("accuracy").GetDouble());
        Assert.Equal(1, Of(routed, "bfcl", "always opus3").GetProperty("costShare").GetDouble());
        Assert.True(Of(routed, "mmlu+subject", "router: class").GetProperty("apgr").GetDouble() > 0.7);
        Assert.Equal(0.5, Of(routed, "mmlu", "router: class").GetProperty("apgr").GetDouble());
    }

    [Fact]
    public void Rung_zero_has_one_line_per_target_with_share_and_agreement()
    {
        var lines = Lines("--learn", _learn, "--judge", _judge, "--format", "json", "--only", "rung0");

        Assert.Equal([0.97, 0.99], lines.Select(static line => line.GetProperty("target").GetDouble()));
        Assert.All(lines, static line =>
        {
            Assert.Equal("tickets", line.GetProperty("dataSet").GetString());
            Assert.Equal(90, line.GetProperty("n").GetInt32());
            Assert.InRange(line.GetProperty("share").GetDouble(), 0, 1);
            Assert.True(line.TryGetProperty("agreement", out _));
        });
    }

    [Theory]
    [InlineData("random")]
    [InlineData("verdicts")]
    public void Without_a_folder_to_judge_the_first_is_divided_and_the_table_says_how(string split)
    {
        var (exit, table, skipped) = Run("--learn", _learn, "--only", "mmlu+", "--resamplings", "2", "--epochs", "2", "--split", split);

        Assert.Equal(0, exit);
        Assert.Contains("mmlu+subject: 80 learned, 80 judged", table, StringComparison.Ordinal);
        Assert.All(s_policies, policy => Assert.Contains("  " + policy, table, StringComparison.Ordinal));
        Assert.Empty(skipped);
    }

    [Fact]
    public void A_missing_data_set_is_named_and_a_wrong_option_ends_with_the_usage()
    {
        var (exit, _, skipped) = Run("--learn", _learn, "--only", "zeroeval-top");
        Assert.Equal(0, exit);
        Assert.Contains("zeroeval-top: zeroeval is not in the folder given; skipped", skipped, StringComparison.Ordinal);

        var (wrong, _, usage) = Run("--learn", _learn, "--split", "alphabet");
        Assert.Equal(2, wrong);
        Assert.Contains("bench/routing --learn DIR", usage, StringComparison.Ordinal);
    }

    private static void CheckFields(JsonElement line, int judged)
    {
        Assert.Equal(judged, line.GetProperty("n").GetInt32());
        Assert.InRange(line.GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.True(line.GetProperty("cost").GetDouble() > 0);
        Assert.InRange(line.GetProperty("costShare").GetDouble(), 0, 1.2);
        foreach (var name in (string[])["apgr", "cpt50", "cpt80", "violationRate"])
        {
            Assert.True(line.GetProperty(name).ValueKind is JsonValueKind.Number or JsonValueKind.Null, name);
        }

        var isRouter = line.GetProperty("policy").GetString()!.StartsWith("router", StringComparison.Ordinal);
        Assert.True(!isRouter || line.GetProperty("apgr").ValueKind == JsonValueKind.Number);
    }

    private static JsonElement Of(List<JsonElement> lines, string set, string policy)
        => lines.Single(line => line.GetProperty("dataSet").GetString() == set && line.GetProperty("policy").GetString() == policy);

    private static List<JsonElement> Lines(params string[] args)
    {
        var (exit, output, _) = Run(args);
        Assert.Equal(0, exit);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line))];
    }

    private static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        return (RoutingBench.Run(args, output, error), output.ToString(), error.ToString());
    }
}
