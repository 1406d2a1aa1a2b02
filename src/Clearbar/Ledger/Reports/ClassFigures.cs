using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>What the ledger says of one class: its volume, its money, and which rungs answered.</summary>
/// <param name="Row">Its sums.</param>
/// <param name="Rungs">What each rung answered and cost, dearest first; several rungs where requests are for several tiers.</param>
public sealed record ClassFigures(ReportRow Row, IReadOnlyList<RungShare> Rungs)
{
    /// <summary>Share of the accepted and escalated answers that a gate did not pass, 0 to 1.</summary>
    public double EscalatedShare => Row.Accepted + Row.Escalated == 0 ? 0 : (double)Row.Escalated / (Row.Accepted + Row.Escalated);

    /// <summary>Tokens of a mean attempt, prompt with its cached part, and output.</summary>
    public (double Prompt, double Output) MeanTokens =>
        Row.Attempts == 0 ? default : ((double)Row.Usage.Prompt / Row.Attempts, (double)Row.Usage.Output / Row.Attempts);

    /// <summary>Every class of a stretch of time, dearest first.</summary>
    /// <param name="nameOf">What a class is called now; the ledger keeps the name it had.</param>
    public static IReadOnlyList<ClassFigures> Read(StoreReader store, ReportQuery query, Func<string, string> nameOf)
    {
        var classes = new Dictionary<string, (RowTally Whole, Dictionary<string, RowTally> Rungs)>(StringComparer.Ordinal);
        foreach (var cell in store.ReadCells(query))
        {
            var name = cell.Group.Class is { } old ? nameOf(old) : ReportNames.NotKnown;
            if (!classes.TryGetValue(name, out var tallies))
            {
                classes.Add(name, tallies = (new RowTally(), new Dictionary<string, RowTally>(StringComparer.Ordinal)));
            }

            tallies.Whole.Add(cell);
            var rung = cell.Group.Rung ?? ReportNames.NotKnown;
            if (!tallies.Rungs.TryGetValue(rung, out var tally))
            {
                tallies.Rungs.Add(rung, tally = new RowTally());
            }

            tally.Add(cell);
        }

        var figures = new List<ClassFigures>(classes.Count);
        foreach (var (name, (whole, rungs)) in classes)
        {
            figures.Add(Of(whole.ToRow(name), rungs));
        }

        figures.Sort(static (a, b) =>
            a.Row.Cost == b.Row.Cost ? string.CompareOrdinal(a.Row.Name, b.Row.Name) : b.Row.Cost.CompareTo(a.Row.Cost));
        return figures;
    }

    private static ClassFigures Of(ReportRow whole, Dictionary<string, RowTally> rungs)
    {
        var shares = new List<RungShare>(rungs.Count);
        foreach (var (rung, tally) in rungs)
        {
            var row = tally.ToRow(rung);
            var share = whole.Accepted == 0 ? 0 : (double)row.Accepted / whole.Accepted;
            shares.Add(new RungShare(rung, row.Accepted, share, row.Escalated, row.Cost));
        }

        shares.Sort(static (a, b) => a.Cost == b.Cost ? string.CompareOrdinal(a.Rung, b.Rung) : b.Cost.CompareTo(a.Cost));
        return new ClassFigures(whole, shares);
    }
}
