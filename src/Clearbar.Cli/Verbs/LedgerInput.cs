using System.CommandLine;
using System.Data.Common;
using Clearbar.Ledger;
using Clearbar.Ledger.Exports;

namespace Clearbar.Cli.Verbs;

/// <summary>
/// The ledger a verb reads whole entries from: a data directory, brought up to date first, or an export of one.
/// </summary>
internal sealed class LedgerInput
{
    /// <summary>Exit code: there is no ledger there.</summary>
    public const int NoLedger = ReportVerb.NoLedger;

    /// <summary>Exit code: the ledger, or the other file, is there and cannot be read.</summary>
    public const int Unreadable = ReportVerb.Unreadable;

    private readonly Option<string> _data = new("--data")
    {
        Description = "Data directory of the gateway",
        DefaultValueFactory = _ => ".clearbar",
    };

    private readonly Option<string?> _ledger = new("--ledger")
    {
        Description = "Read this export (clearbar export --format jsonl) instead of a data directory",
    };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_ledger);
    }

    /// <summary>The data directory that is read; null when it is an export.</summary>
    public string? DataDirectoryOf(ParseResult parsed) => parsed.GetValue(_ledger) is null ? parsed.GetValue(_data) : null;

    /// <summary>Opens the source, hands it to <paramref name="use"/> and words what can go wrong on the way.</summary>
    public async Task<int> UseAsync(ParseResult parsed, Func<IEntrySource, Task<int>> use)
    {
        var talk = parsed.InvocationConfiguration.Error;
        var file = parsed.GetValue(_ledger);
        var data = parsed.GetValue(_data)!;
        var layout = new LedgerLayout(data);
        if (file is not null ? !File.Exists(file) : !File.Exists(layout.StorePath) && !Directory.Exists(layout.JournalDirectory))
        {
            await talk.WriteLineAsync(file is not null
                ? $"There is no file {Path.GetFullPath(file)}."
                : $"There is no ledger in {Path.GetFullPath(data)}: name the gateway's data directory with --data, "
                    + "or an export with --ledger.");
            return NoLedger;
        }

        try
        {
            if (file is null)
            {
                await ReportVerb.CatchUpAsync(data, talk);
            }

            using IEntrySource source = file is null ? LedgerStores.OfNote(layout).OpenEntries() : new JsonlEntries(file);
            return await use(source);
        }
        catch (Exception e) when (e is DbException or LedgerSchemaException or IOException or LedgerUnavailableException
            or InvalidDataException or UnauthorizedAccessException)
        {
            await talk.WriteLineAsync($"Cannot be read: {e.Message}");
            return Unreadable;
        }
    }
}
