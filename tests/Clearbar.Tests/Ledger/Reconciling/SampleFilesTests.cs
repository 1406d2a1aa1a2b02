using System.CommandLine;
using System.IO.Compression;
using System.Text.Json;
using Clearbar.Cli;
using Clearbar.Cli.Verbs;

namespace Clearbar.Tests.Ledger.Reconciling;

public sealed class SampleFilesTests : IDisposable
{
    /// <summary>Set it to write <c>samples/reconcile</c> anew instead of comparing (eng/reconcile-samples.sh).</summary>
    private const string WriteVariable = "CLEARBAR_WRITE_SAMPLES";

    private readonly DataDirectory _data = new();

    private static string Samples => Path.Combine(Root(), "samples", "reconcile");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Shipped_samples_are_what_the_generator_writes()
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
        {
            SampleBooks.Write(Samples);
        }

        SampleBooks.Write(_data.Root);

        foreach (var file in new[] { "ledger.jsonl", "cur2.csv", "anthropic-usage.json", "invocation-logs.json.gz" })
        {
            Assert.Equal(Text(Path.Combine(_data.Root, file)), Text(Path.Combine(Samples, file)));
        }
    }

    [Fact]
    public async Task The_sample_report_of_AWS_shows_every_kind_of_difference()
    {
        var (code, json) = await RunAsync("--cur", Path.Combine(Samples, "cur2.csv"));

        Assert.Equal(ExitCodes.Failed, code);
        var causes = json.GetProperty("causes").EnumerateArray().Select(static cause => cause.GetProperty("cause").GetString());
        Assert.Equal(["missingInLedger", "missingInBill", "priceDiffers", "rounding", "notYetInBill", "uncertainEntries"], causes);
        Assert.Equal("USE1-MP:USE1_HyperTokenCount_Global-Units", Assert.Single(json.GetProperty("unmatched").EnumerateArray()).GetProperty("type").GetString());
        Assert.Equal("1.9584", Assert.Single(json.GetProperty("otherServices").EnumerateArray()).GetProperty("usd").GetString());
    }

    [Fact]
    public async Task The_sample_logs_agree_request_by_request_but_for_what_is_not_logged()
    {
        var (code, json) = await RunAsync("--invocation-logs", Path.Combine(Samples, "invocation-logs.json.gz"));

        Assert.Equal(ExitCodes.Ok, code);
        var requests = json.GetProperty("requests");
        Assert.Equal((108, 0, 0, 0), (Number(requests, "matched"), Number(requests, "differing"), Number(requests, "missingInBill"), Number(requests, "missingInLedger")));
        Assert.Equal("0", json.GetProperty("unexplainedUsd").GetString());
    }

    [Fact]
    public async Task The_sample_report_of_Anthropic_agrees()
    {
        var (code, json) = await RunAsync("--anthropic-usage", Path.Combine(Samples, "anthropic-usage.json"));

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal(36, Number(json, "ledgerEntries"));
        Assert.Empty(json.GetProperty("causes").EnumerateArray());
    }

    [Fact]
    public async Task A_table_names_the_answer_the_causes_and_what_was_not_understood()
    {
        using var output = new StringWriter();
        var command = ReconcileVerb.Create().Parse(["--ledger", Path.Combine(Samples, "ledger.jsonl"), "--cur", Path.Combine(Samples, "cur2.csv")]);

        Assert.Equal(ExitCodes.Failed, await command.InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken));

        foreach (var part in new[] { "missing in ledger", "uncertain entries", "Lines of Claude usage that were not understood", "Does not agree", "bill: Tax" })
        {
            Assert.Contains(part, output.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--cur", "no-such.csv")]
    [InlineData("--tolerance", "x")]
    [InlineData()]
    public async Task A_call_that_cannot_be_meant_is_refused(params string[] args)
    {
        using var talk = new StringWriter();
        var command = ReconcileVerb.Create().Parse(["--ledger", Path.Combine(Samples, "ledger.jsonl"), .. args]);

        Assert.Equal(ExitCodes.Usage, await command.InvokeAsync(new InvocationConfiguration { Error = talk }, TestContext.Current.CancellationToken));
        Assert.NotEmpty(talk.ToString());
    }

    [Fact]
    public async Task A_file_that_is_no_such_bill_is_refused_with_the_column_it_lacks()
    {
        using var talk = new StringWriter();
        var file = Path.Combine(_data.Root, "other.csv");
        await File.WriteAllTextAsync(file, "a,line_item_usage_type\n1,2\n", TestContext.Current.CancellationToken);
        var command = ReconcileVerb.Create().Parse(["--ledger", Path.Combine(Samples, "ledger.jsonl"), "--cur", file]);

        Assert.Equal(4, await command.InvokeAsync(new InvocationConfiguration { Error = talk }, TestContext.Current.CancellationToken));
        Assert.Contains("line_item_unblended_cost", talk.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int Code, JsonElement Json)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        var command = ReconcileVerb.Create().Parse(["--ledger", Path.Combine(Samples, "ledger.jsonl"), "--format", "json", .. args]);
        var code = await command.InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(output.ToString());
        return (code, document.RootElement.Clone());
    }

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private static string Text(string path)
    {
        using var file = File.OpenRead(path);
        using var text = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        return text.ReadToEnd();
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Clearbar.slnx")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return directory;
    }
}
