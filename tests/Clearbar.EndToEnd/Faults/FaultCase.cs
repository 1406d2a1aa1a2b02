using System.Globalization;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Faults;

/// <summary>What became of one request: what its client was told, what the ledger says of its tries, what the upstream saw.</summary>
/// <param name="Arrived">Requests that reached the upstream.</param>
/// <param name="UpstreamStatus">The status the upstream answered with; 0 when it answered nothing.</param>
public sealed record FaultCase(string Fault, Lane Lane, ClientReply Reply, IReadOnlyList<LedgerRow> Tries, int Arrived, int UpstreamStatus)
{
    /// <summary>The last try is the one told; the number of tries stands before it, and whether the client is told to let it be.</summary>
    public string ToLine()
    {
        var row = Tries[^1];
        var retry = Reply.Header("x-should-retry") == "false" ? "final" : "";
        var told = Reply.LooksComplete ? "the answer" : $"{(Reply.IsStream ? "event " : "")}{Reply.ErrorType}{(Reply.WasCut ? ", cut" : "")}";
        var cost = row.Cost is null ? "?" : row.Cost.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{Fault,-37} | {Reply.Status} {told,-35} | {retry,-5} | ")
            + string.Create(CultureInfo.InvariantCulture, $"{Tries.Count}x {row.Outcome,-8} {row.Status,3} | {row.PriceStatus,-9} {cost,-8} | ")
            + string.Create(CultureInfo.InvariantCulture, $"in {row.Usage.Input,3} out {row.Usage.Output,2}");
    }

    /// <summary>What must hold in every line, so that no update of the table can lose it.</summary>
    public IEnumerable<string> Violations()
    {
        var last = Tries[^1];

        // OpenAI's own .NET client takes no notice of an error event: its stream has to break (invariant I7).
        var mustBreak = Lane.Client == Dialect.OpenAi && Reply.IsStream && !Reply.LooksComplete;
        if (Reply.WasCut != mustBreak)
        {
            yield return mustBreak ? "the stream ends as a whole one does" : "the client's transport broke";
        }

        if (Reply.LooksComplete && (Reply.Text != "a good answer" || Reply.ErrorType is not null))
        {
            yield return "it looks complete and is not";
        }

        if (!"a good answer".StartsWith(Reply.Text, StringComparison.Ordinal))
        {
            yield return $"the client read '{Reply.Text}', which nobody said";
        }

        if (!Reply.LooksComplete && (Reply.ErrorType is null || string.IsNullOrEmpty(Reply.ErrorMessage)))
        {
            yield return $"the client is not told of an error in its dialect: {Reply.Status} {Reply.BodyText}";
        }

        if (!Lane.Stream && Reply.IsStream)
        {
            yield return "a stream for who did not ask for one";
        }

        if (Reply.LooksComplete != (last.Outcome == EntryOutcome.Accepted))
        {
            yield return $"the ledger says {last.Outcome}";
        }

        foreach (var what in Tries.SelectMany(MoneyViolations))
        {
            yield return what;
        }
    }

    private IEnumerable<string> MoneyViolations(LedgerRow row)
    {
        if (row.Outcome is EntryOutcome.Open)
        {
            yield return "an entry is not settled";
        }

        if (row.PriceStatus == PriceStatus.Unknown && (row.Cost is not null || row.Ceiling is null))
        {
            yield return "an unknown price is a ceiling and no number";
        }

        // Nothing arrived, or it was refused before the model began: that alone is free. A model that failed or ran out of time had begun.
        var isFree = Arrived == 0 || UpstreamStatus is >= 300 and not (408 or 424 or 504);
        if (row.Cost is { } cost && cost == Usd.Zero != isFree)
        {
            yield return $"it cost {cost}, and {(isFree ? "nothing" : "something")} can have been billed";
        }
    }
}
