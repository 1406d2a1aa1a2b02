using System.Text;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>The part of a result that belongs into documents: ratios and the verdict, no times of this machine.</summary>
internal static class MarkdownText
{
    public static string Of(OverheadResult result)
    {
        var text = new StringBuilder();
        AppendTable(text, Ratios.Columns, Ratios.Of(result));
        if (result.IsMet is { } met)
        {
            text.AppendLine();
            text.AppendLine($"Added p50 under 1 ms at concurrency 1 with an 8 KB prompt, ledger on: **{(met ? "pass" : "fail")}**.");
        }

        return text.ToString();
    }

    /// <summary>Appends a table whose columns hold numbers, but for the first.</summary>
    public static void AppendTable(StringBuilder text, IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        AppendRow(text, columns);
        AppendRow(text, [.. columns.Select(static (_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in rows)
        {
            AppendRow(text, row);
        }
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}
