using System.Globalization;
using System.Text;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>Draws share against agreement as an SVG, one panel per data set. The same measurement gives the same bytes.</summary>
internal static class SvgCurve
{
    private const int PanelWidth = 640;
    private const int Height = 400;
    private const double Left = 70;
    private const double Right = 610;
    private const double Top = 60;
    private const double Bottom = 340;

    /// <summary>Agreement at the bottom of the picture; below it a curve says nothing an owner would accept.</summary>
    private const double Floor = 0.88;

    private const string Ink = "#1a1a2e";
    private const string Grey = "#555";
    private const string Blue = "#2a6fdb";
    private const string Dashed = "stroke-width='1.5' stroke-dasharray='5 4'";
    private const string Solid = "stroke-width='2.5'";

    public static string Draw(List<Measurement> measurements, BenchOptions options)
    {
        var svg = new StringBuilder();
        var width = PanelWidth * measurements.Count;
        Add(svg, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {Height}' font-family='sans-serif' font-size='13'>");
        Add(svg, $"<rect width='{width}' height='{Height}' fill='#fff'/>");
        for (var i = 0; i < measurements.Count; i++)
        {
            Add(svg, $"<g transform='translate({i * PanelWidth} 0)'>");
            DrawPanel(svg, measurements[i], options);
            Add(svg, $"</g>");
        }

        Add(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawPanel(StringBuilder svg, Measurement m, BenchOptions options)
    {
        Label(svg, Left, 26, $"{m.Data.Name}: how much rung 0 answers, and how well", Ink, "start", "font-size='16' font-weight='600'");
        Label(svg, Left, 46, m.Data.Describe(), Grey, "start");
        DrawAxes(svg);
        var points = Visible(m.JudgedCurve);
        var upper = points.Select(static p => (p.Share, p.Upper));
        var lower = points.Select(static p => (p.Share, Math.Max(Floor, p.Lower))).Reverse();
        Add(svg, $"<polygon points='{Path(upper.Concat(lower))}' fill='{Blue}' opacity='0.13'/>");
        DrawCurve(svg, Visible(m.Answerer.Curve), "#888", Dashed);
        DrawCurve(svg, points, Blue, Solid);
        DrawLegend(svg);
        foreach (var target in options.Targets)
        {
            DrawTarget(svg, TargetResult.Of(m, target));
        }
    }

    private static AgreementPoint[] Visible(AgreementCurve curve)
        => [.. curve.Points.Where(static p => p.Agreement >= Floor && p.Share >= 0.02)];

    private static void DrawCurve(StringBuilder svg, AgreementPoint[] points, string colour, string style)
    {
        var path = Path(points.Select(static p => (p.Share, p.Agreement)));
        Add(svg, $"<polyline points='{path}' fill='none' stroke='{colour}' {style}/>");
    }

    private static void DrawAxes(StringBuilder svg)
    {
        for (var level = Floor; level < 1.001; level += 0.02)
        {
            Rule(svg, Left, Right, Y(level), "#e4e4ea", "");
            Label(svg, Left - 8, Y(level) + 4, $"{level:0%}", Grey, "end");
        }

        for (var share = 0.0; share < 1.01; share += 0.2)
        {
            Label(svg, X(share), Bottom + 20, $"{share:0%}", Grey, "middle");
        }

        Rule(svg, Left, Right, Bottom, "#999", "");
        Label(svg, (Left + Right) / 2, Bottom + 42, "requests answered by rung 0", Ink, "middle");
    }

    private static void DrawLegend(StringBuilder svg)
    {
        Rule(svg, Left + 14, Left + 40, Bottom - 40, Blue, Solid);
        Label(svg, Left + 48, Bottom - 36, "unseen texts, with 95 % interval", Ink, "start");
        Rule(svg, Left + 14, Left + 40, Bottom - 20, "#888", Dashed);
        Label(svg, Left + 48, Bottom - 16, "training texts, cross-validated", Ink, "start");
    }

    private static void DrawTarget(StringBuilder svg, TargetResult result)
    {
        if (result.Certified is null)
        {
            return;
        }

        var (x, y) = (X(result.Judged.Share), Y(Math.Max(Floor, result.Judged.Agreement)));
        FormattableString text = $"target {result.Target:0.##%}: {result.Judged.Share:0.0%} answered, {result.Judged.Agreement:0.0%} agree";
        Rule(svg, Left, Right, Y(result.Target), "#d9822b", "stroke-dasharray='2 4'");
        Add(svg, $"<circle cx='{x:F1}' cy='{y:F1}' r='5' fill='#d9822b'/>");
        const string Halo = "stroke='#fff' stroke-width='4' paint-order='stroke'";
        Label(svg, x - 9, y + 20, text.ToString(CultureInfo.InvariantCulture), "#8a4b08", "end", Halo);
    }

    private static void Rule(StringBuilder svg, double from, double to, double y, string colour, string style)
        => Add(svg, $"<line x1='{from:F1}' y1='{y:F1}' x2='{to:F1}' y2='{y:F1}' stroke='{colour}' {style}/>");

    private static void Label(StringBuilder svg, double x, double y, string text, string colour, string anchor, string style = "")
        => Add(svg, $"<text x='{x:F1}' y='{y:F1}' text-anchor='{anchor}' fill='{colour}' {style}>{text}</text>");

    private static string Path(IEnumerable<(double Share, double Level)> points)
        => string.Join(' ', points.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Share):F1},{Y(p.Level):F1}")));

    private static double X(double share) => Left + (share * (Right - Left));

    private static double Y(double level) => Bottom - ((level - Floor) / (1 - Floor) * (Bottom - Top));

    private static void Add(StringBuilder svg, FormattableString line)
        => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
