using System.Text;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>The part of a result that belongs into documents: ratios and the verdict, no times of this machine.</summary>
internal static class MarkdownText
{
    public static string Of(OverheadResult result)
    {
        var text = new StringBuilder();
        AppendRow(text, Ratios.Columns);
        AppendRow(text, [.. Ratios.Columns.Select(static (_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in Ratios.Of(result))
        {
            AppendRow(text, row);
        }

        if (result.IsMet is { } met)
        {
            text.AppendLine();
            text.AppendLine($"Added p50 under 1 ms at concurrency 1 with an 8 KB prompt, ledger on: **{(met ? "pass" : "fail")}**.");
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}
