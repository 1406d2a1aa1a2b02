using System.Globalization;
using Clearbar.Pricing;
using Clearbar.Pricing.Cases;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>A charge as a table for people; colours only on a terminal.</summary>
internal static class PriceTable
{
    // Wide enough for every column when the output goes to a file or a pipe, which have no width of their own.
    private const int WidthWithoutTerminal = 120;

    public static void Write(PricedUsage usage, Charge charge, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
            console.Profile.Width = WidthWithoutTerminal;
        }

        var table = new Table { Border = TableBorder.Simple, ShowFooters = true };
        table.AddColumn(new TableColumn("item").Footer(charge.DiscountPercent == 0 ? "[bold]total[/]" : "[bold]total after discount[/]"));
        table.AddColumn(new TableColumn("quantity").RightAligned());
        table.AddColumn("unit");
        table.AddColumn(new TableColumn("rate").RightAligned());
        table.AddColumn(new TableColumn("×").RightAligned());
        table.AddColumn(new TableColumn("USD").RightAligned().Footer($"[bold]{CaseWriter.AmountText(charge.Sum)}[/]"));
        foreach (var line in charge.Lines)
        {
            table.AddRow(
                line.Name,
                line.Quantity.ToString("N0", CultureInfo.InvariantCulture),
                line.Unit,
                Rate(line),
                line.IsTokens ? CaseWriter.Text(line.Multiplier) : "",
                CaseWriter.LineText(line));
        }

        console.WriteLine($"{charge.ModelId} on {SurfaceNames.Of(usage.Rate.Surface)}, {usage.Rate.Date:yyyy-MM-dd}");
        console.Write(table);
        if (charge.DiscountPercent != 0)
        {
            console.WriteLine($"discount: {CaseWriter.Text(charge.DiscountPercent)} % off the sum");
        }

        if (charge.Flags.Count > 0)
        {
            console.WriteLine($"flags: {string.Join(", ", charge.Flags)}");
        }

        console.WriteLine($"status: {StatusText(charge.Status)}; price book {charge.PriceBook}");
    }

    public static string StatusText(PriceStatus status) => status switch
    {
        PriceStatus.Exact => "exact",
        PriceStatus.Estimated => "estimated",
        _ => "unknown",
    };

    private static string Rate(ChargeLine line) => CaseWriter.Text(line.Rate) + line.Item switch
    {
        ChargeItem.WebSearch => " each",
        ChargeItem.CodeExecution or ChargeItem.SessionRuntime => " / hour",
        _ => " / MTok",
    };
}
