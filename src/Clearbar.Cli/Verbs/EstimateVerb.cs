using System.CommandLine;
using System.Text;
using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar estimate</c>: what a workload costs per month before it runs, tier by tier, lever by lever.</summary>
public static class EstimateVerb
{
    private const string About = """
        What a workload costs per month before it runs: each tier, and what each lever saves.

        Examples:
          clearbar estimate --requests 300000 --input 700 --output 250
          clearbar estimate --requests 300000 --prefix 6000 --per-hour 400 --input 700 --output 250 --can-wait 40%
          clearbar estimate --requests 300000 --prefix 6000 --gaps 20s:6,4m:3,30m:1 --input 700 --output 250 --residency eu
          clearbar estimate --requests 300000 --input 700 --output 250 --local 30% --cheaper 50% --cheaper-tried 60% --svg estimate.svg
          clearbar estimate --requests 300000 --sample requests.jsonl --output 250 --format json
          clearbar estimate --example tickets

        Exit codes: 0 answered, 1 no tier has a price there, 2 wrong call or unreadable file.
        """;

    public static Command Create() => Create(TimeProvider.System);

    /// <param name="time">Says what day it is when <c>--date</c> is not given.</param>
    public static Command Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var options = new EstimateVerbOptions();
        var example = new Option<string?>("--example") { Description = "A published example, recomputed: tickets." };
        example.AcceptOnlyFromAmong("tickets");
        var svg = new Option<string?>("--svg") { Description = "Also draw the chart to this SVG file." };
        var format = new Option<string>("--format") { Description = "table or json", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("estimate", About) { example, svg, format };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var talk = parsed.InvocationConfiguration.Error;
            var form = new OutputForm(parsed.GetValue(example), parsed.GetValue(svg), parsed.GetValue(format) == "json");
            try
            {
                return Answer(options, parsed, form, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            }
            catch (Exception exception)
                when (exception is PriceBookException or IOException or UnauthorizedAccessException or FormatException)
            {
                talk.WriteLine(exception.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static int Answer(EstimateVerbOptions options, ParseResult parsed, OutputForm form, DateOnly today)
    {
        var output = parsed.InvocationConfiguration.Output;
        var talk = parsed.InvocationConfiguration.Error;
        var errors = new List<ConfigError>();
        if (options.LoadSnapshot(parsed, errors) is not { } snapshot)
        {
            errors.ForEach(error => talk.WriteLine(error));
            return ExitCodes.Usage;
        }

        if (form.Example is not null)
        {
            EstimateVerbTickets.Write(new TicketExample(snapshot.Prices), form.IsJson, output);
            return ExitCodes.Ok;
        }

        if (!options.TryRead(parsed, snapshot, today, out var workload, out var notes, out var fault))
        {
            talk.WriteLine(fault);
            return ExitCodes.Usage;
        }

        var tiers = snapshot.Options.Tiers.Keys.ToDictionary(tier => tier, snapshot.TierModel);
        var estimate = new WorkloadEstimator(snapshot.Prices, tiers).Estimate(workload);
        estimate = estimate with { Assumptions = [.. estimate.Assumptions, .. notes] };
        return Write(estimate, form.IsJson, form.Svg, output, talk);
    }

    private static int Write(Estimate estimate, bool isJson, string? svg, TextWriter output, TextWriter talk)
    {
        if (isJson)
        {
            output.WriteLine(EstimateVerbJson.Of(estimate));
        }
        else
        {
            EstimateVerbTable.Write(estimate, output);
        }

        if (svg is not null)
        {
            File.WriteAllText(svg, EstimateVerbSvg.Draw(estimate), new UTF8Encoding(false));
            talk.WriteLine($"chart: {svg}");
        }

        return estimate.Tiers.Any(tier => tier.Error is null) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>What to print, and how.</summary>
    private sealed record OutputForm(string? Example, string? Svg, bool IsJson);
}
