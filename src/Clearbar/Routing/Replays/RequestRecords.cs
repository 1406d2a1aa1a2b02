using Clearbar.Ledger.Exports;

namespace Clearbar.Routing.Replays;

/// <summary>
/// Puts a stream of entries together to requests, oldest first, holding only those that may still go on: a request is over when nothing of it came for
/// an hour, longer than any attempt lives.
/// </summary>
internal static class RequestRecords
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public static IEnumerable<RequestRecord> Of(IEnumerable<StoredEntry> entries)
    {
        var open = new Dictionary<string, List<StoredEntry>>(StringComparer.Ordinal);
        var order = new Queue<string>();
        var latest = DateTimeOffset.MinValue;
        foreach (var entry in entries)
        {
            latest = entry.At > latest ? entry.At : latest;
            while (order.TryPeek(out var oldest) && latest - EndOf(open[oldest][^1]) > s_longest)
            {
                order.Dequeue();
                open.Remove(oldest, out var over);
                yield return Make(over!);
            }

            // An entry whose opening was lost does not know its request: it is one of its own.
            var id = entry.RequestId ?? entry.EntryId.ToString();
            if (!open.TryGetValue(id, out var request))
            {
                open.Add(id, request = []);
                order.Enqueue(id);
            }

            request.Add(entry);
        }

        foreach (var id in order)
        {
            yield return Make(open[id]);
        }
    }

    private static DateTimeOffset EndOf(StoredEntry entry) => entry.SettledAt is { } settled && settled > entry.At ? settled : entry.At;

    private static RequestRecord Make(List<StoredEntry> entries) => new(entries[0].Class ?? "", entries);
}
