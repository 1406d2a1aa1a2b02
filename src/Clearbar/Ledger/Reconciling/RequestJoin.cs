using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reconciling.Bills;

namespace Clearbar.Ledger.Reconciling;

/// <summary>
/// Matches requests one by one where the bill lists them: sums can agree while two requests are wrong. Holds about 100 bytes per request of the
/// bill; narrow the time with <c>--from</c> and <c>--to</c> where that is too much.
/// </summary>
internal sealed class RequestJoin
{
    private const int MaxExamples = 10;

    private readonly Dictionary<string, RequestCounts> _billed = new(StringComparer.Ordinal);
    private readonly List<string> _differing = [];
    private readonly List<string> _missingInBill = [];

    public long Matched { get; private set; }

    public long Differing { get; private set; }

    public long MissingInBill { get; private set; }

    public bool IsUsed => _billed.Count > 0 || Matched > 0;

    public void Add(in BillLine line)
    {
        if (line.RequestId is { } id && line.Tokens is { } tokens)
        {
            _billed[id] = _billed.GetValueOrDefault(id).Add(line.Kind.Item, tokens);
        }
    }

    public void Add(StoredEntry entry)
    {
        // A refused request (no usage) is in the logs without counts; an uncertain one is compared by its ceiling, not by request.
        if (entry.UpstreamRequestId is not { } id)
        {
            return;
        }

        if (!_billed.Remove(id, out var billed))
        {
            if (entry.IsFirm && entry.Usage != default)
            {
                MissingInBill++;
                Example(_missingInBill, id);
            }

            return;
        }

        Matched++;
        if (entry.IsFirm && !billed.Agrees(entry.Usage))
        {
            Differing++;
            Example(_differing, id);
        }
    }

    public RequestFigures Close() => new(
        Matched, Differing, MissingInBill, _billed.Count, _differing, _missingInBill,
        [.. _billed.Keys.Order(StringComparer.Ordinal).Take(MaxExamples)]);

    private static void Example(List<string> examples, string id)
    {
        if (examples.Count < MaxExamples)
        {
            examples.Add(id);
        }
    }
}
