using Clearbar.Dashboard.Amounts;
using Clearbar.Dashboard.Figures;
using Clearbar.Ledger.Reports;

namespace Clearbar.Dashboard.Views;

/// <summary>Where requests were answered, rung by rung in ladder order.</summary>
/// <param name="Segments">One per rung.</param>
public sealed record RungBar(IReadOnlyList<RungSegment> Segments)
{
    /// <summary>Answers of all rungs.</summary>
    public long Accepted => Segments.Sum(static segment => segment.Accepted);

    /// <summary>The bar in one sentence, for those who do not see it.</summary>
    public string Words => Accepted == 0
        ? "no answers"
        : string.Join(", ", Segments.Where(static segment => segment.Accepted > 0)
            .Select(static segment => $"{segment.Rung} {segment.ShareText}"));

    public static RungBar Of(IReadOnlyList<RungShare> rungs)
    {
        var tenths = ShareText.Split([.. rungs.Select(static rung => rung.Accepted)]);
        return new RungBar([.. rungs.Select((rung, i) => Segment(rung.Rung, rung.Accepted, tenths[i], rung))]);
    }

    public static RungBar Of(IReadOnlyList<RungCount> rungs)
    {
        var tenths = ShareText.Split([.. rungs.Select(static rung => rung.Accepted)]);
        return new RungBar([.. rungs.Select((rung, i) => Segment(rung.Rung, rung.Accepted, tenths[i], null))]);
    }

    private static RungSegment Segment(string rung, long accepted, int tenths, RungShare? share) => new(
        rung, LadderOrder.Hue(rung), accepted, tenths, ShareText.Percent(tenths, accepted == 0), share?.Escalated, share?.Cost);
}
