using Clearbar.Cli;

namespace Clearbar.EndToEnd.Calibrating;

/// <summary>What is wrong with a call or a file is said before anything is asked, with the line and without the line's text.</summary>
public sealed class CalibrationInputTests
{
    private const string Secret = "do-not-repeat-me";

    [Theory]
    [InlineData("""{"id":"b","request":{"max_tokens":8,"messages":[{"role":"user","content":"do-not-repeat-me""", "is not valid JSON")]
    [InlineData("""["do-not-repeat-me"]""", "has no object \"request\"")]
    [InlineData("""{"id":"b","request":"do-not-repeat-me"}""", "has no object \"request\"")]
    [InlineData("""{"id":"b","request":{"messages":[{"role":"user","content":"do-not-repeat-me"}]}}""", "has no \"max_tokens\"")]
    [InlineData("""{"id":"b","request":{"max_tokens":8,"prompt":"do-not-repeat-me"}}""", "has no Messages request: messages")]
    [InlineData("""{"id":"q1","request":{"max_tokens":8,"messages":[{"role":"user","content":"hi"}]}}""", "has the id \"q1\" of line 1")]
    [InlineData("""{"id":7,"request":{"max_tokens":8,"messages":[{"role":"user","content":"hi"}]}}""", "has a \"id\" that is no string")]
    [InlineData("""{"id":"b","class":"two words","request":{"max_tokens":8,"messages":[]}}""", "has a \"class\" that is none")]
    [InlineData("""{"id":"b","request":{"max_tokens":8,"messages":[{"role":"user","content":"\ud800"}]}}""", "half a surrogate pair")]
    public async Task A_malformed_line_is_named(string line, string what)
    {
        using var bench = new CalibrationBench();
        var run = await bench.LiveAsync(bench.Write("requests.jsonl", CalibrationBench.Request(1), "", line), "1");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("Line 3 ", run.Talk, StringComparison.Ordinal);
        Assert.Contains(what, run.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Talk, StringComparison.Ordinal);
        Assert.Empty(run.Ledger);
        Assert.False(File.Exists(bench.Record));
    }

    [Theory]
    [InlineData("Give either --sample", "--max-cost", "1")]
    [InlineData("say with --max-cost", "--requests", "x.jsonl")]
    [InlineData("is no amount above 0", "--requests", "x.jsonl", "--max-cost", "-1")]
    [InlineData("is no amount above 0", "--requests", "x.jsonl", "--max-cost", "1,50")]
    [InlineData("--record belongs to --requests", "--sample", "x.jsonl", "--record", "y.jsonl")]
    public async Task A_wrong_call_is_refused_with_what_to_change(string what, params string[] arguments)
    {
        var run = await CalibrationBench.RunAsync(arguments);

        Assert.NotEqual(ExitCodes.Ok, run.ExitCode);
        Assert.Contains(what, run.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("haiku")]
    [InlineData("haiku,haiku")]
    [InlineData("local,opus")]
    [InlineData("sonnet+thinking,opus")]
    [InlineData("haiku,gpt")]
    public async Task Rungs_that_are_no_ladder_are_refused(string rungs)
    {
        using var bench = new CalibrationBench();
        var requests = bench.Write("requests.jsonl", CalibrationBench.Request(1));
        var run = await CalibrationBench.RunAsync("--requests", requests, "--max-cost", "1", "--rungs", rungs, "--emulate");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith("--rungs: ", run.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_was_cut_off_is_asked_again_and_a_whole_one_without_its_end_is_not()
    {
        using var bench = new CalibrationBench();
        var requests = bench.Write("requests.jsonl", Enumerable.Range(0, 3).Select(static i => CalibrationBench.Request(i)));
        await bench.LiveAsync(requests, "1");
        var text = await File.ReadAllTextAsync(bench.Record, TestContext.Current.CancellationToken);

        await File.WriteAllTextAsync(bench.Record, text.TrimEnd('\n'), TestContext.Current.CancellationToken);
        var unended = await bench.LiveAsync(requests, "1");
        var mended = await File.ReadAllTextAsync(bench.Record, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(bench.Record, text[..^40], TestContext.Current.CancellationToken);
        var torn = await bench.LiveAsync(requests, "1");

        Assert.Empty(unended.Ledger);
        Assert.Equal(text, mended);
        Assert.Equal(2, torn.Ledger.Count);
        Assert.Equal(3, (await File.ReadAllLinesAsync(bench.Record, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_record_of_something_else_is_left_alone()
    {
        using var bench = new CalibrationBench();
        var requests = bench.Write("requests.jsonl", CalibrationBench.Request(1));
        await bench.LiveAsync(requests, "1");
        var before = await File.ReadAllTextAsync(bench.Record, TestContext.Current.CancellationToken);

        var changed = await bench.LiveAsync(bench.Write("changed.jsonl", CalibrationBench.Request(1, "refund")), "1");
        var others = await CalibrationBench.RunAsync(
            "--requests", requests, "--max-cost", "1", "--record", bench.Record, "--config", bench.PathOf("clearbar.json"), "--rungs", "sonnet,opus");
        await File.WriteAllTextAsync(
            bench.Record, before.Replace("\"emulated\":true,", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var mixed = await bench.LiveAsync(requests, "1");

        Assert.Equal(
            (ExitCodes.Usage, ExitCodes.Usage, ExitCodes.Usage), (changed.ExitCode, others.ExitCode, mixed.ExitCode));
        Assert.Contains("Line 1: request \"q1\" is not what outcomes.jsonl recorded", changed.Talk, StringComparison.Ordinal);
        Assert.Contains("outcomes.jsonl, line 1 has the rungs haiku, opus, but sonnet, opus are asked now", others.Talk, StringComparison.Ordinal);
        Assert.Contains("line 1 is a model's, and the emulator answers now", mixed.Talk, StringComparison.Ordinal);
    }
}
