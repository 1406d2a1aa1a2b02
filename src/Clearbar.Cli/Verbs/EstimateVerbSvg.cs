using System.Globalization;
using System.Text;
using Clearbar.Pricing.Estimates;

namespace Clearbar.Cli.Verbs;

/// <summary>
/// Draws an estimate as an SVG: one waterfall per tier, from everything plain to what is paid. The same estimate gives the same bytes.
/// </summary>
internal static class EstimateVerbSvg
{
    private const int Width = 860;
    private const int Left = 90;
    private const int PlotWidth = 560;
    private const int RowHeight = 18;
    private const int Gap = 26;
    private const int Top = 68;
    private const string Ink = "#1a1a2e";

    // The dashboard's order of levers; colours that stay apart for colour-blind readers (Okabe and Ito, 2008).
    private static readonly string[] s_colours = ["#56b4e9", "#009e73", "#e69f00", "#cc79a7", "#0072b2"];

    public static string Draw(Estimate estimate)
    {
        var tiers = estimate.Tiers.Where(tier => tier.Error is null).ToList();
        var rows = Enum.GetValues<Lever>().Length + 2;
        var height = Top + (tiers.Count * ((rows * RowHeight) + Gap)) + 10;
        var scale = tiers.Count == 0 ? 1m : Math.Max(0.000001m, tiers.Max(Peak));
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {height}' font-family='sans-serif' font-size='12'>");
        Add(svg, $"<rect width='{Width}' height='{height}' fill='#fff'/>");
        const string Title = "US dollars a month, tier by tier, lever by lever";
        Add(svg, $"<text x='16' y='26' font-size='16' font-weight='600' fill='{Ink}'>{Title}</text>");
        Add(svg, $"<text x='16' y='46' fill='#555'>Estimate: {EstimateVerbTable.Heading(estimate.Workload)}</text>");
        var y = Top;
        var places = EstimateVerbTable.PlacesOf(estimate);
        foreach (var tier in tiers)
        {
            DrawTier(svg, tier, scale, y, places);
            y += (rows * RowHeight) + Gap;
        }

        Add(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawTier(StringBuilder svg, TierEstimate tier, decimal scale, int y, int places)
    {
        Add(svg, $"<text x='16' y='{y + 12}' font-weight='600' fill='{Ink}'>{EstimateVerbTable.NameOf(tier)}</text>");
        Row(svg, y, "plain", 0, tier.Baseline.Amount, scale, "#9a9aa8", tier.Baseline.Amount, places);
        var left = tier.Baseline.Amount;
        for (var index = 0; index < tier.Levers.Count; index++)
        {
            var saving = tier.Levers[index].Amount.Amount;
            y += RowHeight;
            var name = tier.Levers[index].Lever.ToString().ToLowerInvariant();
            Row(svg, y, name, Math.Min(left, left - saving), Math.Abs(saving), scale, s_colours[index], -saving, places);
            left -= saving;
        }

        Row(svg, y + RowHeight, "you pay", 0, tier.Total.Amount, scale, Ink, tier.Total.Amount, places);
    }

    private static void Row(
        StringBuilder svg, int y, string name, decimal from, decimal length, decimal scale, string colour, decimal amount, int places)
    {
        var x = Left + 60 + (PlotWidth * from / scale);
        var width = PlotWidth * length / scale;
        Add(svg, $"<text x='{Left + 52}' y='{y + 12}' text-anchor='end' fill='#555'>{name}</text>");
        Add(svg, $"<rect x='{x:0.##}' y='{y + 2}' width='{width:0.##}' height='{RowHeight - 5}' fill='{colour}'/>");
        Add(svg, $"<text x='{x + width + 6:0.##}' y='{y + 12}' fill='{Ink}'>{AmountText(amount, places)}</text>");
    }

    private static string AmountText(decimal amount, int places) => amount.ToString($"N{places}", CultureInfo.InvariantCulture);

    // The highest a tier's waterfall reaches: a lever may cost more than it saves.
    private static decimal Peak(TierEstimate tier)
    {
        var left = tier.Baseline.Amount;
        var peak = left;
        foreach (var lever in tier.Levers)
        {
            left -= lever.Amount.Amount;
            peak = Math.Max(peak, left);
        }

        return peak;
    }

    private static void Add(StringBuilder svg, FormattableString line) =>
        svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
