using System.CommandLine;
using Clearbar.Cli.Verbs;
using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reconciling.Csv;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger.Exports;

public sealed class ExportTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Entries_come_out_of_the_store_as_they_went_in_and_back_out_of_the_export()
    {
        var (whole, open) = WriteTwoEntries();
        var file = Path.Combine(_data.Root, "out.jsonl");

        Assert.Equal(0, await RunAsync("--format", "jsonl", "--out", file));

        using var export = new JsonlEntries(file);
        using var store = StoreEntries.Open(new LedgerLayout(_data.Root).StorePath);
        var exported = export.Read(null, null).ToList();
        var stored = store.Read(null, null).ToList();
        Assert.Equal(2, exported.Count);
        foreach (var (left, right) in exported.Zip(stored))
        {
            Assert.Equal(left with { Lines = [] }, right with { Lines = [] });
            Assert.Equal(left.Lines, right.Lines);
        }

        var settled = Assert.Single(stored, entry => entry.EntryId == whole);
        Assert.Equal(SampleEntries.Settled(whole).Lines, settled.Lines);
        Assert.Equal((SampleEntries.Settled(whole).Usage, SampleEntries.Ceiling, "key-1"), (settled.Usage, settled.Ceiling, settled.KeyId));
        Assert.Equal(EntryOutcome.Abandoned, Assert.Single(stored, entry => entry.EntryId == open).Outcome);
    }

    [Fact]
    public async Task Csv_has_the_documented_columns_and_one_row_per_entry()
    {
        WriteTwoEntries();
        using var output = new StringWriter();

        Assert.Equal(0, await RunAsync(output, "--format", "csv"));

        using var reader = new CsvReader(new StringReader(output.ToString()));
        Assert.True(reader.ReadRow());
        Assert.Equal(CsvEntryWriter.Columns, Enumerable.Range(0, reader.Count).Select(i => reader[i].ToString()));
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadRow())
        {
            Assert.Equal(CsvEntryWriter.Columns.Count, reader.Count);
            Assert.Equal("support \"intent\" ü", reader[6].ToString());
            lines.Add(reader[3].ToString(), reader[reader.Count - 1].ToString());
        }

        Assert.Equal(2, lines.Count);
        Assert.Equal("input:800:1.1:1.1:0.000968 output:40:5.5:1:0.00022", lines["accepted"]);
        Assert.Equal("", lines["abandoned"]);
    }

    [Fact]
    public void A_callers_text_is_no_formula_in_a_spreadsheet()
    {
        using var bytes = new MemoryStream();
        using (var writer = new CsvEntryWriter(bytes))
        {
            writer.Write(new StoredEntry { EntryId = Guid.Empty, At = default, Outcome = EntryOutcome.Open, Tags = "=HYPERLINK(\"x\")" });
        }

        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", System.Text.Encoding.UTF8.GetString(bytes.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_time_asked_for_is_written()
    {
        WriteTwoEntries();
        using var output = new StringWriter();

        Assert.Equal(0, await RunAsync(output, "--format", "jsonl", "--from", "2026-11-21"));

        Assert.Empty(output.ToString());
    }

    [Fact]
    public void A_line_that_is_no_entry_is_named()
    {
        var file = Path.Combine(_data.Root, "bad.jsonl");
        File.WriteAllText(file, "\n{\"id\":1}\n");
        using var export = new JsonlEntries(file);

        var refusal = Assert.Throws<InvalidDataException>(() => export.Read(null, null).Count());
        Assert.Contains("line 2", refusal.Message, StringComparison.Ordinal);
    }

    private (Guid Whole, Guid Open) WriteTwoEntries()
    {
        using var life = new LedgerLife(_data, new DiskJournalFiles(new LedgerLayout(_data.Root).JournalDirectory));
        var (whole, open) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        life.Open(whole);
        life.Settle(whole);
        life.Open(open);
        return (whole, open);
    }

    private Task<int> RunAsync(params string[] args) => RunAsync(TextWriter.Null, args);

    private Task<int> RunAsync(TextWriter output, params string[] args) => ExportVerb.Create().Parse(["--data", _data.Root, .. args])
        .InvokeAsync(new InvocationConfiguration { Output = output, Error = TextWriter.Null }, TestContext.Current.CancellationToken);
}
