using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Bench.Overhead.Results;

namespace Clearbar.Bench.Overhead.Streams;

/// <summary>A result of the streams bench as text; CPU as a ratio only.</summary>
internal static class StreamsText
{
    /// <summary>Memory of one open stream in the gateway, bytes.</summary>
    public const int Goal = 64 * 1024;

    public static bool IsMet(IReadOnlyList<StreamsFigures> figures) => Of(figures, TargetName.Gateway).BytesPerStream < Goal;

    public static string Markdown(StreamsOptions options, IReadOnlyList<StreamsFigures> figures)
    {
        var passthrough = Of(figures, TargetName.Passthrough);
        var text = new StringBuilder();
        MarkdownText.AppendTable(
            text,
            ["server", "KB per stream", "most KB per stream", "memory / passthrough", "CPU per stream / passthrough"],
            [.. figures.Select(row => (string[])
            [
                row.Target,
                Text("0.0", row.BytesPerStream / 1024),
                Text("0.0", row.PeakBytesPerStream / 1024),
                Text("0.00", row.BytesPerStream / passthrough.BytesPerStream),
                Text("0.00", row.CpuPerStream / passthrough.CpuPerStream),
            ])]);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{options.Count:N0} streams open at once, under 64 KB each: **{(IsMet(figures) ? "pass" : "fail")}**.");
        return text.ToString();
    }

    public static string Json(StreamsOptions options, IReadOnlyList<StreamsFigures> figures) => new JsonObject
    {
        ["streams"] = options.Count,
        ["pinned"] = options.Pinned,
        ["goalBytes"] = Goal,
        ["met"] = IsMet(figures),
        ["servers"] = new JsonArray([.. figures.Select(row => new JsonObject
        {
            ["server"] = row.Target,
            ["bytesPerStream"] = Math.Round(row.BytesPerStream),
            ["peakBytesPerStream"] = Math.Round(row.PeakBytesPerStream),
            ["cpuOfPassthrough"] = Math.Round(row.CpuPerStream / Of(figures, TargetName.Passthrough).CpuPerStream, 3),
        })]),
    }.ToJsonString(JsonText.Indented) + Environment.NewLine;

    private static StreamsFigures Of(IReadOnlyList<StreamsFigures> figures, string target) => figures.First(row => row.Target == target);

    private static string Text(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
