using Clearbar.Ledger.Reports;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>Tables for people: drawn on a terminal, aligned plain text elsewhere.</summary>
internal static class TableOutput
{
    public static void Write(IReadOnlyList<ReportTable> tables, TextWriter output)
    {
        var onTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        foreach (var table in tables)
        {
            if (onTerminal)
            {
                AnsiConsole.Write(ToSpectre(table));
            }
            else
            {
                WritePlain(table, output);
            }
        }
    }

    private static Table ToSpectre(ReportTable table)
    {
        var drawn = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(table.Title));
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(table.Columns[i]));
            drawn.AddColumn(i == 0 ? column : column.RightAligned());
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow(row.Select(Markup.Escape).ToArray());
        }

        return drawn;
    }

    private static void WritePlain(ReportTable table, TextWriter output)
    {
        var widths = new int[table.Columns.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = table.Rows.Select(row => row[i].Length).Append(table.Columns[i].Length).Max();
        }

        output.WriteLine(table.Title);
        foreach (var row in table.Rows.Prepend(table.Columns))
        {
            var cells = row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }

        output.WriteLine();
    }
}
