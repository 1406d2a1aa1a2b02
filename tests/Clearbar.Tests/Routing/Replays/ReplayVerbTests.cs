using System.CommandLine;
using System.Text.Json;
using Clearbar.Cli;
using Clearbar.Cli.Verbs;
using Clearbar.Outcomes;

namespace Clearbar.Tests.Routing.Replays;

public sealed class ReplayVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearbar-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_small_ledger_reads_as_written_here()
    {
        var ledger = Path.Combine(_folder, "ledger.jsonl");
        SmallLedger.Write(ledger, SmallLedger.Entries());

        var (exit, table, talk) = Invoke("--ledger", ledger, "--policy", "haiku", "--policy", "haiku>opus");

        Assert.Equal((ExitCodes.Ok, ""), (exit, talk));
        Assert.Equal(Golden.Replace("\r\n", "\n", StringComparison.Ordinal), table.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd());
    }

    [Fact]
    public void Json_has_the_sums_whole_and_only_the_time_asked_for()
    {
        var ledger = Path.Combine(_folder, "ledger.jsonl");
        SmallLedger.Write(ledger, SmallLedger.Entries());

        var (_, whole, _) = Invoke("--ledger", ledger, "--policy", "haiku", "--format", "json");
        var (_, none, _) = Invoke("--ledger", ledger, "--policy", "haiku", "--format", "json", "--since", "2026-11-17");

        using var json = JsonDocument.Parse(whole);
        var total = json.RootElement.GetProperty("replays")[0].GetProperty("total");
        Assert.Equal(("0.03", "0.0105"), (total.GetProperty("thenUsd").GetString(), total.GetProperty("nowUsd").GetString()));
        Assert.Equal(JsonValueKind.Null, total.GetProperty("quality").ValueKind);
        using var later = JsonDocument.Parse(none);
        Assert.Equal(0, later.RootElement.GetProperty("replays")[0].GetProperty("total").GetProperty("requests").GetInt32());
    }

    [Fact]
    public void Outcomes_an_application_reported_stand_beside_an_export()
    {
        var ledger = Path.Combine(_folder, "ledger.jsonl");
        SmallLedger.Write(ledger, SmallLedger.Entries());
        using (var journal = new OutcomeJournal(_folder, TimeProvider.System))
        {
            journal.Append([new ReportedOutcome("r0", 0, null), new ReportedOutcome("r1", 1, "test"), new ReportedOutcome("e1", 1, null)]);
            journal.Append([new ReportedOutcome("r0", 1, "human")]);
        }

        // A gateway that is being killed may leave half a line.
        File.AppendAllText(Path.Combine(_folder, OutcomeJournal.FileName), "{\"at\":\"2026");
        var (exit, table, _) = Invoke("--ledger", ledger, "--outcomes", _folder, "--policy", "haiku");
        var (_, text, _) = Invoke("--ledger", ledger, "--outcomes", _folder, "--policy", "haiku", "--format", "json");

        Assert.Equal(ExitCodes.Ok, exit);
        Assert.Contains("haiku: reported outcomes", table, StringComparison.Ordinal);
        Assert.Contains("Quality is known only of answers whose outcome was reported", table, StringComparison.Ordinal);
        var reported = JsonElement.Parse(text).GetProperty("replays")[0].GetProperty("total").GetProperty("reported");
        Assert.Equal((3, 2), (reported.GetProperty("known").GetInt32(), reported.GetProperty("sameAnswer").GetInt32()));
        Assert.Equal(1, reported.GetProperty("scoreThen").GetProperty("value").GetDouble());

        File.AppendAllText(Path.Combine(_folder, OutcomeJournal.FileName), "\n{}\n");
        var (wrong, _, talk) = Invoke("--ledger", ledger, "--outcomes", _folder, "--policy", "haiku");
        Assert.NotEqual(ExitCodes.Ok, wrong);
        Assert.Contains("line 5 is no outcome", talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_tells_quality_too()
    {
        var sample = Path.Combine(_folder, "sample.jsonl");
        File.WriteAllLines(sample, Enumerable.Range(0, 10).Select(static i =>
            $$$"""{"class":"a","rungs":{"haiku":{"score":{{{(i < 2 ? 0 : 1)}}},"gate":{{{(i < 1 ? "false" : "true")}}},"cost":0.001},"opus":{"score":1,"cost":0.01} } }"""));

        var (exit, table, _) = Invoke("--sample", sample, "--policy", "haiku>opus");

        Assert.Equal(ExitCodes.Ok, exit);
        Assert.Contains("90.0 % (59.6 % to 98.2 %)", table, StringComparison.Ordinal);
        Assert.Contains("0.02 (", table, StringComparison.Ordinal);
        Assert.Contains("'Then' is opus", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say under what")]
    [InlineData("is not a policy", "--policy", "haiku >")]
    [InlineData("a share between 0 and 1", "--policy", "haiku", "--escalates", "20")]
    [InlineData("no such model", "--tier", "haiku=claude-mini")]
    [InlineData("NAME=VALUE", "--policy-for", "support")]
    [InlineData("named twice", "--policy-for", "a=haiku", "--policy-for", "a=opus")]
    [InlineData("/nowhere/none.jsonl", "--policy", "haiku", "--sample", "/nowhere/none.jsonl")]
    [InlineData("a sample has no times", "--policy", "haiku", "--sample", "none.jsonl", "--since", "2026-11-01")]
    public void A_wrong_call_says_what_to_change(string says, params string[] arguments)
    {
        var (exit, _, talk) = Invoke(arguments);

        Assert.Equal(ExitCodes.Usage, exit);
        Assert.Contains(says, talk, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_ledger_the_exit_code_is_its_own()
        => Assert.Equal(ReportVerb.NoLedger, Invoke("--policy", "haiku", "--data", Path.Combine(_folder, "none")).Exit);

    private static (int Exit, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = ReplayVerb.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private const string Golden = """
        haiku: cost (USD)
        class    policy  requests  then                          now                     difference                        change  escalations then  now
        support   haiku         8  0.03  0.0105 (0.00756 to 0.01344)  -0.0195 (-0.04452 to 0.00552)  -65.0 % (-93.5 % to -36.5 %)                 2    0

        haiku: quality is not known; what is
        class          same answer as then
        support  62.5 % (30.6 % to 86.3 %)

        haiku: time of an answer (ms)
        class    known then                p50                 p95  known now               p50               p95
        support           7  400 (400 to 1300)  1300 (400 to 1300)          7  400 (400 to 400)  400 (400 to 400)

        haiku>opus gates: cost (USD)
        class              policy  requests  then                          now           difference                  change  escalations then  now
        support  haiku>opus gates         8  0.03  0.03 (0.004178 to 0.055822)  0.00 (0.00 to 0.00)  0.0 % (0.0 % to 0.0 %)                 2    2

        haiku>opus gates: quality is not known; what is
        class          same answer as then
        support  87.5 % (52.9 % to 97.8 %)

        haiku>opus gates: time of an answer (ms)
        class    known then                p50                 p95  known now                p50                 p95
        support           7  400 (400 to 1300)  1300 (400 to 1300)          7  400 (400 to 1300)  1300 (400 to 1300)

        In brackets: 95 % intervals. Money: normal over requests; accuracy, same answer and shares: Wilson (graded scores: normal); change of accuracy: score interval of pairs; times: order statistics.
        - 'Then' is what the ledger charged: known charges of settled attempts, as in a report.
        - Quality is unknown: the ledger stores no outcomes. Where a rung was not tried, nobody knows what it would have answered.
        - Times are known only of requests all of whose rungs were tried, which may not be like the others.
        - Carried over at what was paid, in both sums: 1 request, because no answer with final counts at a known price reached the client.
        """;
}
