using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Cli;
using Clearbar.Ledger;
using Clearbar.Routing.Policies;

namespace Clearbar.EndToEnd.Calibrating;

/// <summary>Requests are asked on every rung through a real gateway, in this process, whose emulator answers by a sheet.</summary>
public sealed class LiveCalibrationTests
{
    [Fact]
    public async Task Every_rung_is_asked_once_on_the_ledger_and_scored_by_its_label_and_gated_by_the_class()
    {
        using var bench = new CalibrationBench(Gated());
        var requests = bench.Write("requests.jsonl", Enumerable.Range(0, 9).Select(static i => CalibrationBench.Request(i, "refund")));
        // Haiku is wrong on the first three, and one of these its gate sees.
        var sheet = bench.Write("answers.jsonl", Enumerable.Range(0, 9).Select(static i => CalibrationBench.Answer(
            i, i == 0 ? "No idea." : i < 3 ? "account" : " Refund ", "refund")));

        var run = await bench.LiveAsync(requests, "1.00", "--answers", sheet);

        Assert.Contains("9 requests asked", run.Talk, StringComparison.Ordinal);
        Assert.Contains("EMULATOR", run.Talk, StringComparison.Ordinal);
        var sample = OutcomeReader.ReadFile(bench.Record);
        Assert.Equal(["haiku", "opus"], sample.Ladder);
        var outcomes = sample.Requests.ToDictionary(static request => request.Id, StringComparer.Ordinal);
        Assert.Equal(9, outcomes.Count);
        for (var i = 0; i < 9; i++)
        {
            var rungs = outcomes[string.Create(CultureInfo.InvariantCulture, $"q{i}")].Rungs;
            Assert.Equal((i < 3 ? 0 : 1, i != 0), (rungs[0].Score, rungs[0].GatePassed!.Value));
            Assert.Equal((1, true), (rungs[1].Score, rungs[1].GatePassed!.Value));
            Assert.True(rungs[1].InputTokens > 0 && rungs[1].OutputTokens > 0 && rungs[1].LatencySeconds > 0);
        }

        Assert.All(run.Ledger, static row => Assert.Equal(("tickets", EntryOutcome.Accepted), (row.Class, row.Outcome)));
        Assert.Equal([("haiku", 9), ("opus", 9)], run.Ledger.CountBy(static row => row.Rung).OrderBy(static c => c.Key).Select(static c => (c.Key, c.Value)));
        Assert.Equal(run.Spent, sample.Requests.Sum(static request => request.Rungs.Sum(static rung => rung.Cost)));
    }

    [Fact]
    public async Task Its_certificates_are_those_of_the_record_and_the_next_run_makes_no_call()
    {
        using var bench = new CalibrationBench();
        var requests = bench.Write("requests.jsonl", Enumerable.Range(0, 150).Select(static i => CalibrationBench.Request(i)));
        var sheet = bench.Write("answers.jsonl", Enumerable.Range(0, 150).Select(static i => CalibrationBench.Answer(
            i, """{"intent":"refund","n":1.0}""", """{ "n": 1, "intent": "refund" }""")));

        var first = await bench.LiveAsync(requests, "5", "--answers", sheet, "--epsilon", "0.1", "--out", bench.PathOf("certificates.json"));
        var recorded = await CalibrationBench.RunAsync("--sample", bench.Record, "--epsilon", "0.1");
        var second = await bench.LiveAsync(requests, "5", "--epsilon", "0.1");

        Assert.True(first.ExitCode == ExitCodes.Ok, first.Talk + first.Output);
        Assert.Contains("certified, p = ", first.Output, StringComparison.Ordinal);
        Assert.Equal(recorded.Output, first.Output);
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(300, first.Ledger.Count);
        Assert.Empty(second.Ledger);
        Assert.Contains("1 certificates written", first.Talk, StringComparison.Ordinal);
        Assert.Contains("\"policy\": \"haiku\"", await File.ReadAllTextAsync(bench.PathOf("certificates.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.004")]
    [InlineData("0.009")]
    [InlineData("0.013337")]
    [InlineData("0.02")]
    public async Task The_ledger_never_exceeds_the_cap_and_a_higher_one_goes_on_where_it_stopped(string cap)
    {
        using var bench = new CalibrationBench();
        var requests = bench.Write("requests.jsonl", Enumerable.Range(0, 40).Select(static i => CalibrationBench.Request(i)));

        var capped = await bench.LiveAsync(requests, cap);

        Assert.InRange(capped.Spent, 0, decimal.Parse(cap, CultureInfo.InvariantCulture));
        var whole = (await File.ReadAllLinesAsync(bench.Record, TestContext.Current.CancellationToken)).Length;
        Assert.InRange(whole, 0, 39);
        Assert.Contains($"{whole} of 40 requests are done", capped.Talk, StringComparison.Ordinal);
        Assert.Contains($"of ${cap}", capped.Talk, StringComparison.Ordinal);

        var rest = await bench.LiveAsync(requests, "1");

        Assert.Equal((40 - whole) * 2, rest.Ledger.Count);
        Assert.Equal(40, OutcomeReader.ReadFile(bench.Record).Requests.Select(static request => request.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_cap_too_small_for_one_call_sends_nothing()
    {
        using var bench = new CalibrationBench();
        var run = await bench.LiveAsync(bench.Write("requests.jsonl", CalibrationBench.Request(1)), "0.000001");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Empty(run.Ledger);
        Assert.Contains("0 of 1 requests are done, $0 spent", run.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_is_spent_up_to_the_cap_and_not_only_up_to_a_share_of_it()
    {
        using var bench = new CalibrationBench();
        var requests = bench.Write("requests.jsonl", Enumerable.Range(0, 60).Select(static i => CalibrationBench.Request(i)));

        var run = await bench.LiveAsync(requests, "0.05");

        // What is left is less than the worst case of the call it stopped at.
        var worst = run.Ledger.Max(static row => row.Ceiling!.Value.Amount);
        Assert.InRange(run.Spent, 0.05m - worst, 0.05m);
    }

    [Fact]
    public async Task Tool_calls_are_compared_by_their_meaning()
    {
        using var bench = new CalibrationBench();
        const string Body = """{"max_tokens":256,"tools":[{"name":"look_up","input_schema":{"type":"object","properties":{"order":{"type":"integer"}},"required":["order"]}}],"tool_choice":{"type":"tool","name":"look_up"},"messages":[{"role":"user","content":"Where is order 7?"}]}""";
        var requests = bench.Write("requests.jsonl", $$"""{"id":"a","class":"orders","request":{{Body}}}""");

        await bench.LiveAsync(requests, "1");

        var answer = Assert.Single(OutcomeReader.ReadFile(bench.Record).Requests).Rungs[1].Answer!;
        using var json = JsonDocument.Parse(answer);
        Assert.Equal("look_up", json.RootElement[0].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Number, json.RootElement[0].GetProperty("input").GetProperty("order").ValueKind);
        Assert.DoesNotContain(' ', answer);
    }

    [Fact]
    public async Task Without_a_class_the_gateway_s_own_is_recorded()
    {
        using var bench = new CalibrationBench();
        await bench.LiveAsync(bench.Write("requests.jsonl", CalibrationBench.Request(1).Replace("\"class\":\"tickets\",", "", StringComparison.Ordinal)), "1");

        var recorded = Assert.Single(OutcomeReader.ReadFile(bench.Record).Requests);
        Assert.StartsWith("fp-", recorded.Class, StringComparison.Ordinal);
    }

    private static JsonObject Gated() => new()
    {
        ["classes"] = new JsonObject
        {
            ["tickets"] = new JsonObject
            {
                ["ladder"] = new JsonArray("haiku", "opus"),
                ["gates"] = new JsonArray(JsonNode.Parse("""{"regex":"^(?i)\\s*(refund|account)\\s*$"}""")),
            },
        },
    };
}
