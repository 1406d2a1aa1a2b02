using System.CommandLine;
using System.Text.Json;
using Clearbar.Certificates;
using Clearbar.Cli;
using Clearbar.Cli.Verbs;
using Clearbar.Ledger;
using Clearbar.Tests.Routing.Replays;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger.Stories;

public sealed class ExplainVerbTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_request_reads_as_written_here()
    {
        var ledger = WriteExport();

        var (exit, text, talk) = Invoke("e0", "--ledger", ledger);

        Assert.Equal((ExitCodes.Ok, ""), (exit, talk));
        Assert.Equal(GoldenRequest.Replace("\r\n", "\n", StringComparison.Ordinal), text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd());
    }

    [Fact]
    public void A_class_reads_as_written_here()
    {
        var ledger = WriteExport();

        var (exit, text, _) = Invoke("support", "--ledger", ledger);

        Assert.Equal(ExitCodes.Ok, exit);
        Assert.Equal(GoldenClass.Replace("\r\n", "\n", StringComparison.Ordinal), text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd());
    }

    [Fact]
    public void Json_levers_add_up_to_what_was_saved_and_unknown_outcomes_are_numbers()
    {
        var ledger = Path.Combine(_data.Root, "export.jsonl");
        SmallLedger.Write(ledger, SmallLedger.Entries());

        using var json = JsonDocument.Parse(Invoke("e1", "--ledger", ledger, "--format", "json").Output);

        var fall = json.RootElement.GetProperty("baseline");
        decimal Money(string name) => decimal.Parse(fall.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Money("savedUsd"), Money("cacheUsd") + Money("tierUsd") + Money("localUsd") + Money("unacceptedUsd") + Money("notComparedUsd"));
        Assert.Equal(-0.0015m, Money("unacceptedUsd"));
        Assert.Equal("0.01125", json.RootElement.GetProperty("costUsd").GetString());
        Assert.Equal("outcome 77", Clearbar.Cli.Explaining.RequestText.Ended((EntryOutcome)77));
    }

    [Fact]
    public async Task What_is_in_a_running_gateways_journal_alone_is_told()
    {
        // An owner that holds the lock, and a store that has drained nothing: what a reader finds beside a busy gateway.
        var store = new LedgerStoreOptions();
        await using (var before = LedgerService.Open(new LedgerOptions { DataDirectory = _data.Root, Store = store }, TimeProvider.System, NullLogger<LedgerService>.Instance))
        {
            await before.FlushAsync(TestContext.Current.CancellationToken);
        }

        using var owner = LedgerLock.Take(new LedgerLayout(_data.Root));
        using var life = new LedgerLife(_data, new Clearbar.Ledger.Journal.DiskJournalFiles(new LedgerLayout(_data.Root).JournalDirectory));
        var (settled, open) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        life.Open(settled);
        life.Settle(settled);
        life.Open(open);

        var whole = Invoke($"req-{settled:N}", "--data", _data.Root);
        var half = Invoke($"req-{open:N}", "--data", _data.Root);
        var ofClass = Invoke(SampleEntries.Opened(open).Class, "--data", _data.Root);

        Assert.Contains("journal records not yet in the store", whole.Error, StringComparison.Ordinal);
        Assert.Contains("its answer was relayed to the client: confidence 0.41 < 0.80", whole.Output, StringComparison.Ordinal);
        Assert.Contains("cost: $0.00123450001 (exact, price book 2026-11-01); at most $0.0125 was reserved", whole.Output, StringComparison.Ordinal);
        Assert.Contains("has not ended yet", half.Output, StringComparison.Ordinal);
        Assert.Contains("the charge of 1 is not known, at most $0.0125 more", half.Output, StringComparison.Ordinal);
        Assert.Contains("2 requests in 2 attempts", ofClass.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_is_told_with_its_certificate_even_before_it_has_traffic()
    {
        await using (var ledger = LedgerService.Open(new LedgerOptions { DataDirectory = _data.Root }, TimeProvider.System, NullLogger<LedgerService>.Instance))
        {
            await ledger.FlushAsync(TestContext.Current.CancellationToken);
        }

        var file = new CertificateFile
        {
            Sample = "outcomes.jsonl", CreatedAt = SampleEntries.Noon, Certificates = [Certificate("queue", true), Certificate("risk", false)],
        };
        File.WriteAllText(Path.Combine(_data.Root, "certificates.json"), file.ToJson());
        File.WriteAllText(Path.Combine(_data.Root, "other.json"), "{\"not\":\"one\"}");

        var granted = Invoke("queue", "--data", _data.Root).Output;
        var refused = Invoke("risk", "--data", _data.Root).Output;
        using var json = JsonDocument.Parse(Invoke("queue", "--data", _data.Root, "--format", "json").Output);

        Assert.Contains("haiku may take the class. It loses less than ε = 3% against opus, with confidence 90% (δ = 10%, p = 0.02, exact-score)", granted, StringComparison.Ordinal);
        Assert.Contains("n = 333 requests tested, 9 of them discordant: 4 lost, 5 won; observed loss -0.3 % (-1.0 % to 1.0 %)", granted, StringComparison.Ordinal);
        Assert.Contains("Expected saving 87.2 % of the cost of opus (86.0 % to 88.0 %)", granted, StringComparison.Ordinal);
        Assert.Contains("the class stays on opus", refused, StringComparison.Ordinal);
        Assert.Contains("about 1,200 further requests would do", refused, StringComparison.Ordinal);
        Assert.Equal(333, json.RootElement.GetProperty("certificates")[0].GetProperty("certificate").GetProperty("pairs").GetInt32());
    }

    [Fact]
    public void What_nobody_knows_is_refused_with_what_to_check()
    {
        var (exit, output, talk) = Invoke("req_nobody", "--ledger", WriteExport());

        Assert.Equal((ExitCodes.Failed, ""), (exit, output));
        Assert.Contains("Neither a request nor a class 'req_nobody' is known here", talk, StringComparison.Ordinal);
        Assert.Contains("x-clearbar-id", talk, StringComparison.Ordinal);
    }

    private static Certificate Certificate(string name, bool granted) => new()
    {
        Class = name, Policy = "haiku", Reference = "opus", Promise = new Promise(0.03, 0.1), Granted = granted, Method = "exact-score",
        PValue = granted ? 0.02 : 0.3, Pairs = 333, Losses = 4, Wins = 5, Gap = -0.003, GapInterval = new Interval(-0.01, 0.01), Saving = 0.872,
        SavingInterval = new Interval(0.86, 0.88), MoreNeeded = granted ? null : 1_200,
    };

    private static (int Exit, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = ExplainVerb.Create().Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }).GetAwaiter().GetResult();
        return (exit, output.ToString(), error.ToString());
    }

    private string WriteExport()
    {
        var ledger = Path.Combine(_data.Root, "export.jsonl");
        SmallLedger.Write(ledger, SmallLedger.Entries());
        return ledger;
    }

    private const string GoldenRequest = """
        Request e0, 2026-11-16 10:42:37.000 UTC
          class support, asked for auto in Anthropic, key key-1

        1. haiku: global.anthropic.claude-haiku-4-5-20251001-v1:0 at bedrock (bedrock); its answer did not pass and another was asked for: confidence 0.41 < 0.80
           status 200, served as claude-haiku-4-5-20251001, the upstream's id e0-1
           tokens: 1,000 input, 0 read from the cache, 0 written for 5 minutes, 0 for an hour, 100 output
           cost: $0.0015 (exact, price book made-up); at most $0.003 was reserved
             input: 1,000 at $1 per million = $0.001
             output: 100 at $5 per million = $0.0005
           first byte after 100 ms, whole after 400 ms; the gateway's own time up to here 0.25 ms

        2. opus: global.anthropic.claude-opus-5 at bedrock (bedrock); its answer was relayed to the client
           status 200, served as claude-opus-5, the upstream's id e0-2
           tokens: 1,300 input, 0 read from the cache, 0 written for 5 minutes, 0 for an hour, 130 output
           cost: $0.00975 (exact, price book made-up); at most $0.0195 was reserved
             input: 1,300 at $5 per million = $0.0065
             output: 130 at $25 per million = $0.00325
           first byte after 100 ms, whole after 900 ms; the gateway's own time up to here 0.5 ms

        Total: $0.01125 for 2 attempts.
        claude-opus-5, as reports compare, without a prompt cache would have cost $0.00975: saved -$0.0015 (-15.4 %).
          attempts that were not accepted: -$0.0015
        """;

    private const string GoldenClass = """
        Class support

        Traffic, 2026-11-16 to 2026-11-16: 8 requests in 10 attempts cost $0.03, $0.00375 a request.
          haiku: 71.4 % of the answers (5), 2 that did not pass, 1 other attempt, $0.0105
          opus: 28.6 % of the answers (2), 0 that did not pass, 0 other attempts, $0.0195
        2 answers did not pass and went on to a further rung; they cost $0.003, 10.0 % of the spend. Why:
          2 at haiku: confidence # < #
        """;
}
