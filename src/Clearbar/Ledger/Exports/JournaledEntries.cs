using Clearbar.Ledger.Journal;

namespace Clearbar.Ledger.Exports;

/// <summary>
/// A store's entries with what its journal still holds: beside a running gateway the last entries, and the last settlements, are in the journal alone.
/// </summary>
public sealed class JournaledEntries : IEntrySource
{
    private readonly IEntrySource _store;
    private readonly Dictionary<Guid, OpenedEntry> _opened = [];
    private readonly Dictionary<Guid, SettledEntry> _settled = [];

    private JournaledEntries(IEntrySource store) => _store = store;

    /// <summary>
    /// Reads the journal of a data directory now. The store must not have been read from yet: its snapshot begins with its first reading, and a record
    /// drained and deleted before would be in neither.
    /// </summary>
    /// <param name="layout">The data directory.</param>
    /// <param name="store">Its store, which stays the caller's to dispose of.</param>
    public static JournaledEntries Over(LedgerLayout layout, IEntrySource store)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var source = new JournaledEntries(store);
        if (Directory.Exists(layout.JournalDirectory))
        {
            foreach (var record in JournalTail.ReadRecords(new DiskJournalFiles(layout.JournalDirectory)))
            {
                source.Add(record);
            }
        }

        return source;
    }

    public IEnumerable<StoredEntry> Read(DateTimeOffset? from, DateTimeOffset? to)
    {
        var rest = new Dictionary<Guid, OpenedEntry>(_opened);
        foreach (var entry in _store.Read(from, to))
        {
            rest.Remove(entry.EntryId);
            yield return Merge(entry);
        }

        foreach (var opened in rest.Values)
        {
            if ((from is null || opened.OpenedAt >= from) && (to is null || opened.OpenedAt < to))
            {
                yield return Merge(Of(opened));
            }
        }
    }

    public IEnumerable<StoredEntry> ReadRequest(string requestId)
    {
        var entries = _store.ReadRequest(requestId).ToDictionary(static entry => entry.EntryId);
        foreach (var opened in _opened.Values)
        {
            if (opened.RequestId == requestId)
            {
                entries.TryAdd(opened.EntryId, Of(opened));
            }
        }

        return entries.Values.Select(Merge).OrderBy(static entry => entry.Attempt).ThenBy(static entry => entry.At).ToList();
    }

    public void Dispose()
    {
    }

    private void Add(in JournalRecord record)
    {
        if (record.Opened is { } opened)
        {
            _opened.TryAdd(opened.EntryId, opened);
        }

        // The first settlement counts, and an abandonment only where there is none: the store's own rule.
        if (record.Settled is { } settled
            && (!_settled.TryGetValue(settled.EntryId, out var known)
                || (known.Outcome == EntryOutcome.Abandoned && settled.Outcome != EntryOutcome.Abandoned)))
        {
            _settled[settled.EntryId] = settled;
        }
    }

    private StoredEntry Merge(StoredEntry entry)
        => entry.Outcome is EntryOutcome.Open or EntryOutcome.Abandoned && _settled.TryGetValue(entry.EntryId, out var settled)
            ? With(entry, settled)
            : entry;

    private static StoredEntry Of(OpenedEntry opened) => new()
    {
        EntryId = opened.EntryId,
        At = opened.OpenedAt,
        Outcome = EntryOutcome.Open,
        RequestId = opened.RequestId,
        Attempt = opened.Attempt,
        Class = opened.Class,
        Rung = opened.Rung,
        Deployment = opened.Deployment,
        Surface = opened.Surface,
        Model = opened.Model,
        AskedModel = opened.AskedModel,
        Dialect = opened.Dialect,
        Stream = opened.Stream,
        KeyId = opened.KeyId,
        Tags = opened.Tags,
        Edits = opened.Edits,
        EstimatedPromptTokens = opened.EstimatedPromptTokens,
        Ceiling = opened.Ceiling,
        PriceStatus = Pricing.PriceStatus.Unknown,
        PriceBook = opened.PriceBook,
    };

    private static StoredEntry With(StoredEntry entry, SettledEntry settled) => entry with
    {
        SettledAt = settled.SettledAt,
        Outcome = settled.Outcome,
        Status = settled.Status,
        Usage = settled.Usage,
        UsageIsFinal = settled.UsageIsFinal,
        Cost = settled.Cost,
        PriceStatus = settled.PriceStatus,
        Lines = settled.Lines,
        PriceBook = settled.PriceBook ?? entry.PriceBook,
        ServedModel = settled.ServedModel,
        UpstreamRequestId = settled.UpstreamRequestId,
        Reason = settled.Reason,
        FirstByteMs = settled.FirstByteMs,
        TotalMs = settled.TotalMs,
        GatewayMs = settled.GatewayMs,
        Avoided = settled.Avoided,
    };
}
