using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Cli.Verbs;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;

namespace Clearbar.EndToEnd.Calibrating;

/// <summary>A directory with a configuration, requests and a record, in which <c>clearbar calibrate</c> is run as often as a test wants.</summary>
public sealed class CalibrationBench : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private int _ledgers;

    public CalibrationBench(JsonObject? config = null)
    {
        config ??= [];
        config["deployments"] ??= new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = "embedded" });
        File.WriteAllText(PathOf("clearbar.json"), config.ToJsonString(JsonSerializerOptions.Default));
    }

    public string Record => PathOf("outcomes.jsonl");

    public string PathOf(string name) => Path.Combine(_directory.Root, name);

    public string Write(string name, params IEnumerable<string> lines)
    {
        File.WriteAllLines(PathOf(name), lines);
        return PathOf(name);
    }

    /// <summary>A line of a request file: a user who says <c>question 7</c>, in the class <c>tickets</c>.</summary>
    public static string Request(int number, string? label = null) =>
        $$$"""{"id":"q{{{number}}}","class":"tickets","request":{"max_tokens":64,"messages":[{"role":"user","content":"question {{{number}}}"}]}"""
        + (label is null ? "}" : $",\"label\":\"{label}\"}}");

    /// <summary>A line of an answer sheet for it.</summary>
    public static string Answer(int number, string haiku, string opus) => new JsonObject
    {
        ["input"] = string.Create(CultureInfo.InvariantCulture, $"question {number}"),
        ["answers"] = new JsonObject { ["haiku"] = haiku, ["opus"] = opus },
    }.ToJsonString(JsonSerializerOptions.Default);

    /// <summary>Runs the verb on haiku and opus with a ledger of its own, recording.</summary>
    public async Task<CalibrationRun> LiveAsync(string requests, string maxCost, CancellationToken cancellation, params string[] more)
    {
        var data = PathOf(string.Create(CultureInfo.InvariantCulture, $"ledger-{++_ledgers}"));
        return await RunAsync(
            data,
            ["--requests", requests, "--max-cost", maxCost, "--config", PathOf("clearbar.json"), "--data", data, "--record", Record,
                "--rungs", "haiku,opus", .. more],
            cancellation);
    }

    public Task<CalibrationRun> LiveAsync(string requests, string maxCost, params string[] more) =>
        LiveAsync(requests, maxCost, TestContext.Current.CancellationToken, more);

    /// <summary>Runs the verb with exactly these arguments.</summary>
    public static Task<CalibrationRun> RunAsync(params string[] arguments) => RunAsync(null, arguments, TestContext.Current.CancellationToken);

    public void Dispose() => _directory.Dispose();

    private static async Task<CalibrationRun> RunAsync(string? data, string[] arguments, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CalibrateVerb.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, cancellation);
        var store = data is null ? null : new LedgerLayout(data).StorePath;
        return new CalibrationRun(exit, output.ToString(), error.ToString(), File.Exists(store) ? LedgerRow.ReadAll(store) : []);
    }
}
