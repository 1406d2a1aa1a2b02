using System.Globalization;
using System.Text;
using Clearbar.LocalAnswers;

namespace Clearbar.Rung0;

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

    public static string Draw(List<Measurement> measurements, BenchOptions options)
    {
        var svg = new StringBuilder();
        var width = PanelWidth * measurements.Count;
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">");
        Add(svg, $"<rect width=\"{width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        for (var i = 0; i < measurements.Count; i++)
        {
            Add(svg, $"<g transform=\"translate({i * PanelWidth} 0)\">");
            DrawPanel(svg, measurements[i], options);
            svg.Append("</g>\n");
        }

        svg.Append("</svg>\n");
        return svg.ToString();
    }

    private static void DrawPanel(StringBuilder svg, Measurement m, BenchOptions options)
    {
        Add(svg, $"<text x=\"{Left}\" y=\"26\" font-size=\"16\" font-weight=\"600\" fill=\"#1a1a2e\">{m.Data.Name}: share answered locally and its agreement with the label</text>");
        Add(svg, $"<text x=\"{Left}\" y=\"46\" fill=\"#555\">{m.Data.Learn.Count} texts learned, {m.Data.Judge.Count} unseen texts judged, {m.Answerer.Labels.Count} labels</text>");
        DrawAxes(svg);
        var points = Visible(m.JudgedCurve);
        var upper = points.Select(static p => (p.Share, p.Upper));
        var lower = points.Select(static p => (p.Share, Math.Max(Floor, p.Lower))).Reverse();
        Add(svg, $"<polygon points=\"{Path(upper.Concat(lower))}\" fill=\"#2a6fdb\" opacity=\"0.13\"/>");
        Add(svg, $"<polyline points=\"{Path(Visible(m.Answerer.Curve).Select(static p => (p.Share, p.Agreement)))}\" fill=\"none\" stroke=\"#888\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>");
        Add(svg, $"<polyline points=\"{Path(points.Select(static p => (p.Share, p.Agreement)))}\" fill=\"none\" stroke=\"#2a6fdb\" stroke-width=\"2.5\"/>");
        DrawLegend(svg);
        foreach (var target in options.Targets)
        {
            DrawTarget(svg, TargetResult.Of(m, target));
        }
    }

    private static AgreementPoint[] Visible(AgreementCurve curve)
        => [.. curve.Points.Where(static p => p.Agreement >= Floor && p.Share >= 0.02)];

    private static void DrawAxes(StringBuilder svg)
    {
        for (var level = Floor; level < 1.001; level += 0.02)
        {
            Add(svg, $"<line x1=\"{Left}\" y1=\"{Y(level):F1}\" x2=\"{Right}\" y2=\"{Y(level):F1}\" stroke=\"#e4e4ea\"/>");
            Add(svg, $"<text x=\"{Left - 8}\" y=\"{Y(level) + 4:F1}\" text-anchor=\"end\" fill=\"#555\">{level:0%}</text>");
        }

        for (var share = 0.0; share < 1.01; share += 0.2)
        {
            Add(svg, $"<text x=\"{X(share):F1}\" y=\"{Bottom + 20}\" text-anchor=\"middle\" fill=\"#555\">{share:0%}</text>");
        }

        Add(svg, $"<line x1=\"{Left}\" y1=\"{Bottom}\" x2=\"{Right}\" y2=\"{Bottom}\" stroke=\"#999\"/>");
        Add(svg, $"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 42}\" text-anchor=\"middle\" fill=\"#1a1a2e\">requests answered by rung 0</text>");
    }

    private static void DrawLegend(StringBuilder svg)
    {
        Add(svg, $"<line x1=\"{Left + 14}\" y1=\"{Bottom - 40}\" x2=\"{Left + 40}\" y2=\"{Bottom - 40}\" stroke=\"#2a6fdb\" stroke-width=\"2.5\"/>");
        Add(svg, $"<text x=\"{Left + 48}\" y=\"{Bottom - 36}\" fill=\"#1a1a2e\">unseen texts, with 95 % interval</text>");
        Add(svg, $"<line x1=\"{Left + 14}\" y1=\"{Bottom - 20}\" x2=\"{Left + 40}\" y2=\"{Bottom - 20}\" stroke=\"#888\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>");
        Add(svg, $"<text x=\"{Left + 48}\" y=\"{Bottom - 16}\" fill=\"#1a1a2e\">training texts, cross-validated</text>");
    }

    private static void DrawTarget(StringBuilder svg, TargetResult result)
    {
        if (result.Certified is null)
        {
            return;
        }

        var (x, y) = (X(result.Judged.Share), Y(Math.Max(Floor, result.Judged.Agreement)));
        Add(svg, $"<line x1=\"{Left}\" y1=\"{Y(result.Target):F1}\" x2=\"{Right}\" y2=\"{Y(result.Target):F1}\" stroke=\"#d9822b\" stroke-dasharray=\"2 4\"/>");
        Add(svg, $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"5\" fill=\"#d9822b\"/>");
        Add(svg, $"<text x=\"{x:F1}\" y=\"{y - 12:F1}\" text-anchor=\"middle\" fill=\"#8a4b08\">target {result.Target:0.##%}: {result.Judged.Share:0.0%} answered, {result.Judged.Agreement:0.0%} agree</text>");
    }

    private static string Path(IEnumerable<(double Share, double Level)> points)
        => string.Join(' ', points.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Share):F1},{Y(p.Level):F1}")));

    private static double X(double share) => Left + (share * (Right - Left));

    private static double Y(double level) => Bottom - ((level - Floor) / (1 - Floor) * (Bottom - Top));

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
