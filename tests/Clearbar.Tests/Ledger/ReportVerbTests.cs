using System.CommandLine;
using System.Text.Json;
using Clearbar.Cli.Verbs;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger;

public sealed class ReportVerbTests : IDisposable
{
    private readonly DataDirectory _data = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _talk = new();

    public void Dispose()
    {
        _data.Dispose();
        _output.Dispose();
        _talk.Dispose();
    }

    [Fact]
    public async Task A_killed_gateways_journal_is_drained_before_the_report_and_its_open_entries_are_marked()
    {
        WriteJournalOfADeadGateway();

        Assert.Equal(0, await RunAsync("--format", "json", "--baseline", "big"));

        using var json = JsonDocument.Parse(_output.ToString());
        var total = json.RootElement.GetProperty("total");
        Assert.Equal(2, total.GetProperty("attempts").GetInt64());
        Assert.Equal(SampleEntries.Cost.ToString(), total.GetProperty("costUsd").GetString());
        Assert.Equal(1235, total.GetProperty("costMicroUsd").GetInt64());
        Assert.Equal("0.0125", total.GetProperty("abandoned").GetProperty("ceilingUsd").GetString());
        Assert.Equal("big", Assert.Single(json.RootElement.GetProperty("waterfalls").EnumerateArray()).GetProperty("model").GetString());
        Assert.Contains("stopped: 1 attempts", _talk.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_running_gateway_the_report_says_how_many_records_it_cannot_see()
    {
        var options = new LedgerOptions { DataDirectory = _data.Root };
        await using var ledger = LedgerService.Open(options, new ManualTime(), NullLogger<LedgerService>.Instance);
        ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
        ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));
        ledger.Settle(SampleEntries.Settled(Guid.CreateVersion7()));

        Assert.Equal(0, await RunAsync("--format", "csv", "--by", "outcome"));

        Assert.Contains("the running gateway has 2 journal records", _talk.ToString(), StringComparison.Ordinal);
        var lines = _output.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
        Assert.StartsWith("Accepted,1,1,1,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_names_what_is_not_in_the_cost()
    {
        WriteJournalOfADeadGateway();

        Assert.Equal(0, await RunAsync("--by", "rung", "--baseline", "big"));

        var text = _output.ToString();
        Assert.Contains("Where requests were answered", text, StringComparison.Ordinal);
        Assert.Contains("Against big", text, StringComparison.Ordinal);
        Assert.Contains("abandoned (gateway stopped)", text, StringComparison.Ordinal);
        Assert.Contains(SampleEntries.Cost.ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_a_ledger_is_named()
    {
        Assert.Equal(ReportVerb.NoLedger, await RunAsync());

        Assert.Contains(_data.Root, _talk.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
        Assert.Empty(Directory.GetFileSystemEntries(_data.Root));
    }

    [Fact]
    public async Task A_store_that_is_no_database_is_said_to_be_unreadable()
    {
        await File.WriteAllTextAsync(new LedgerLayout(_data.Root).StorePath, new string('x', 4096), TestContext.Current.CancellationToken);

        Assert.Equal(ReportVerb.Unreadable, await RunAsync());

        Assert.Contains("not a database", _talk.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_that_is_none_is_refused_with_an_example()
    {
        var result = ReportVerb.Create().Parse(["--from", "yesterday"]);

        Assert.Contains("2026-11-01", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    private void WriteJournalOfADeadGateway()
    {
        var files = new DiskJournalFiles(new LedgerLayout(_data.Root).JournalDirectory);
        using var life = new LedgerLife(_data, files);
        var id = Guid.CreateVersion7();
        life.Open(id);
        life.Settle(id);
        life.Open(Guid.CreateVersion7());
    }

    private Task<int> RunAsync(params string[] args)
    {
        var command = ReportVerb.Create(() => new FlatPricer(), []);
        var configuration = new InvocationConfiguration { Output = _output, Error = _talk };
        return command.Parse(["--data", _data.Root, .. args]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
    }
}
