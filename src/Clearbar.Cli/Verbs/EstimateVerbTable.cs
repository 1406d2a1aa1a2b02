using System.Globalization;
using System.Text;
using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>An estimate as a table, a bar per tier, and everything that was assumed.</summary>
internal static class EstimateVerbTable
{
    private const int BarCells = 60;

    /// <summary>Marks of what is paid and of the levers, in the order of a bar: the last lever stands next to what is left.</summary>
    private static readonly (string Name, char Mark)[] s_marks =
    [
        ("you pay", '█'), ("tier", '▓'), ("local", '▒'), ("endpoint", '░'), ("batch", '='), ("cache", '·'),
    ];

    public static void Write(Estimate estimate, TextWriter output)
    {
        var places = PlacesOf(estimate);
        output.WriteLine(Heading(estimate.Workload));
        EstimateVerbConsole.Of(output).Write(TableOf(estimate, places));
        WriteBars(estimate, places, output);
        output.WriteLine();
        output.WriteLine("Assumptions and sources");
        foreach (var line in estimate.Assumptions)
        {
            output.WriteLine($"  {line}");
        }

        foreach (var tier in estimate.Tiers)
        {
            foreach (var note in tier.Notes)
            {
                output.WriteLine($"  {NameOf(tier)}: {note}");
            }
        }

        output.WriteLine($"  Amounts are rounded here to {places} places; --format json has them whole, where they add up to the last "
            + "digit.");
    }

    /// <summary>What was asked, in one line.</summary>
    public static string Heading(Workload workload)
    {
        var shapes = workload.Shapes;
        var sizes = shapes.Count == 1
            ? $"{shapes[0].Prefix:N0} shared + {shapes[0].Fresh:N0} fresh tokens in, {shapes[0].Output:N0} out"
            : $"{shapes.Count} sizes";
        return $"{workload.RequestsPerMonth:N0} requests a month ({sizes}) on {SurfaceNames.Of(workload.Surface)}, residency "
            + $"{workload.Residency.Name}";
    }

    /// <summary>Decimal places at which the amounts of an estimate are told apart.</summary>
    public static int PlacesOf(Estimate estimate) => estimate.Tiers.Max(tier => tier.Baseline.Amount) < 10 ? 4 : 2;

    /// <summary>How a stream of requests is sent, in a few words.</summary>
    public static string PlanText(StreamPlan plan)
    {
        var parts = new List<string>();
        var now = plan.Requests - plan.Batched;
        if (plan.Cache != CacheLifetime.None && now > 0)
        {
            var name = plan.Cache == CacheLifetime.OneHour ? "1h" : "5m";
            parts.Add($"cache {name}, {100m * plan.Hits / now:0.##} % hits");
        }
        else
        {
            parts.Add("no cache");
        }

        if (plan.Batched > 0)
        {
            parts.Add($"{100m * plan.Batched / plan.Requests:0.#} % batched");
        }

        return string.Join(", ", parts);
    }

    public static string NameOf(TierEstimate tier) => tier.Tier.ToString().ToLowerInvariant();

    private static Table TableOf(Estimate estimate, int places)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("tier");
        table.AddColumn(new TableColumn("plain $").RightAligned());
        foreach (var lever in Enum.GetNames<Lever>())
        {
            table.AddColumn(new TableColumn(lever.ToLowerInvariant()).RightAligned());
        }

        table.AddColumn(new TableColumn("you pay $").RightAligned());
        table.AddColumn(new TableColumn("saved").RightAligned());
        table.AddColumn("plan");
        foreach (var tier in estimate.Tiers)
        {
            var cells = new List<string> { Markup.Escape(NameOf(tier)) };
            if (tier.Error is { } error)
            {
                cells.AddRange(["-", "-", "-", "-", "-", "-", "-", "-", Markup.Escape(error.Message)]);
            }
            else
            {
                cells.Add(Money(tier.Baseline, places));
                cells.AddRange(tier.Levers.Select(lever => Saving(lever.Amount, places)));
                cells.Add($"[bold]{Money(tier.Total, places)}[/]");
                var plain = tier.Baseline.Amount;
                cells.Add(plain == 0 ? "-" : $"{100m * (plain - tier.Total.Amount) / plain:0.#} %");
                cells.Add(Markup.Escape(PlanText(tier.Streams[0])));
            }

            table.AddRow([.. cells]);
        }

        return table;
    }

    private static void WriteBars(Estimate estimate, int places, TextWriter output)
    {
        var scale = estimate.Tiers.Max(tier => Math.Max(tier.Baseline.Amount, tier.Total.Amount));
        if (scale == 0)
        {
            return;
        }

        foreach (var tier in estimate.Tiers.Where(tier => tier.Error is null))
        {
            output.WriteLine($"  {NameOf(tier),-7}{Bar(tier, scale)}  {Money(tier.Total, places)} of {Money(tier.Baseline, places)}");
        }

        foreach (var tier in estimate.Tiers)
        {
            foreach (var stream in tier.Streams.Skip(1))
            {
                output.WriteLine($"  {NameOf(tier)}: {stream.Requests:N0} requests are tried on {stream.ModelId} first: "
                    + $"{PlanText(stream)}, {Money(stream.Cost, places)}");
            }
        }

        output.WriteLine($"  {string.Join("  ", s_marks.Select(mark => $"{mark.Mark} {mark.Name}"))}");
    }

    // A lever that costs more than it saves has no length; the bar then is as long as what is paid.
    private static string Bar(TierEstimate tier, decimal scale)
    {
        var bar = new StringBuilder();
        var upTo = tier.Total.Amount;
        Extend(bar, upTo, scale, s_marks[0].Mark);
        for (var index = 1; index < s_marks.Length; index++)
        {
            upTo += Math.Max(0, tier.Levers[^index].Amount.Amount);
            Extend(bar, upTo, scale, s_marks[index].Mark);
        }

        return bar.ToString();
    }

    private static void Extend(StringBuilder bar, decimal upTo, decimal scale, char mark)
    {
        var cells = (int)decimal.Round(BarCells * Math.Min(upTo, scale) / scale, MidpointRounding.AwayFromZero);
        bar.Append(mark, Math.Max(0, cells - bar.Length));
    }

    private static string Saving(Usd amount, int places) => amount.Amount switch
    {
        0 => "0",
        > 0 => $"-{Money(amount, places)}",
        _ => $"+{Money(new Usd(-amount.Amount), places)}",
    };

    private static string Money(Usd amount, int places) =>
        decimal.Round(amount.Amount, places, MidpointRounding.AwayFromZero).ToString($"N{places}", CultureInfo.InvariantCulture);
}
