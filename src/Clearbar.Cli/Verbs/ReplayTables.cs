using System.Globalization;
using Clearbar.Certificates;
using Clearbar.Ledger.Reports;
using Clearbar.Routing.Replays;

namespace Clearbar.Cli.Verbs;

/// <summary>Replays as tables for a person, every number with its 95 % interval, and what was assumed below them.</summary>
internal static class ReplayTables
{
    private const string Intervals = "In brackets: 95 % intervals. Money: normal over requests; "
        + "accuracy, same answer and shares: Wilson (graded scores: normal); "
        + "change of accuracy: score interval of pairs; times: order statistics.";

    public static void Write(IReadOnlyList<ReplayResult> results, TextWriter output)
    {
        foreach (var result in results)
        {
            IReadOnlyList<ReplayFigures> rows = result.Classes.Count == 1 ? result.Classes : [.. result.Classes, result.Total];
            TableOutput.Write([.. TablesOf(result, rows)], output);
        }

        output.WriteLine(Intervals);
        foreach (var sentence in results.SelectMany(static result => result.Assumptions).Distinct(StringComparer.Ordinal))
        {
            output.WriteLine($"- {sentence}");
        }
    }

    private static IEnumerable<ReportTable> TablesOf(ReplayResult result, IReadOnlyList<ReplayFigures> rows)
    {
        yield return new ReportTable(
            $"{result.Name}: cost (USD)",
            ["class", "policy", "requests", "then", "now", "difference", "change", "escalations then", "now"],
            [.. rows.Select(Cost)]);
        if (rows.Any(static row => row.Quality is not null))
        {
            yield return new ReportTable(
                $"{result.Name}: quality",
                ["class", "accuracy then", "now", "change", "escalated", "rescued", "wasted", "harmful"],
                [.. rows.Where(static row => row.Quality is not null).Select(Quality)]);
        }
        else if (rows.Any(static row => row.Reported is not null))
        {
            yield return new ReportTable(
                $"{result.Name}: reported outcomes",
                ["class", "reported", "score then", "same answer", "their score", "another or unknown", "their score then"],
                [.. rows.Where(static row => row.Reported is not null).Select(Reported)]);
        }

        if (rows.All(static row => row.Quality is null) && rows.Any(static row => row.SameAnswer is not null))
        {
            yield return new ReportTable(
                $"{result.Name}: quality is not known; what is",
                ["class", "same answer as then"],
                [.. rows.Select(static row => (IReadOnlyList<string>)[row.Class, row.SameAnswer is { } same ? Percent(same) : "unknown"])]);
        }

        if (rows.Any(static row => row.LatencyThen is not null || row.LatencyNow is not null))
        {
            yield return new ReportTable(
                $"{result.Name}: time of an answer (ms)",
                ["class", "known then", "p50", "p95", "known now", "p50", "p95"],
                [.. rows.Select(static row => (IReadOnlyList<string>)[row.Class, .. Times(row.LatencyThen), .. Times(row.LatencyNow)])]);
        }
    }

    private static IReadOnlyList<string> Cost(ReplayFigures row) =>
    [
        row.Class,
        row.Policy ?? (row.Class == "total" ? "" : "as it was"),
        Text($"{row.Requests:N0}"),
        Money(row.Then),
        Text($"{Money(row.Now)} ({Money(row.NowInterval)})"),
        Text($"{Money(row.Difference)} ({Money(row.DifferenceInterval)})"),
        row.Change is { } change ? Percent(change) : "",
        Text($"{row.EscalationsThen:0.#}"),
        Text($"{row.EscalationsNow:0.#}"),
    ];

    private static IReadOnlyList<string> Quality(ReplayFigures row)
    {
        var quality = row.Quality!;
        return
        [
            row.Class, Percent(quality.Then), Percent(quality.Now), Percent(quality.Change), Text($"{quality.Escalated:N0}"),
            Part(quality, quality.Rescued), Part(quality, quality.Wasted), Part(quality, quality.Harmful),
        ];
    }

    private static IReadOnlyList<string> Reported(ReplayFigures row)
    {
        var reported = row.Reported!;
        return
        [
            row.Class, Text($"{reported.Known:N0}"), Percent(reported.Then),
            Text($"{reported.Kept:N0}"), reported.KeptScore is { } kept ? Percent(kept) : "",
            Text($"{reported.Known - reported.Kept:N0}"), reported.OtherScore is { } other ? Percent(other) : "",
        ];
    }

    private static string Part(QualityFigures quality, long part)
        => quality.Escalated == 0 ? "0" : Text($"{part:N0} = {Percent(quality.ShareOf(part))}");

    private static IReadOnlyList<string> Times(LatencyFigures? times) => times is null
        ? ["0", "", ""]
        : [Text($"{times.Known:N0}"), Time(times.P50), Time(times.P95)];

    private static string Time(Measured time) => Text($"{time.Value:0.#} ({time.Interval.Low:0.#} to {time.Interval.High:0.#})");

    private static string Percent(Measured share)
        => Text($"{Whole(share.Value):P1} ({Whole(share.Interval.Low):P1} to {Whole(share.Interval.High):P1})");

    // Adding zero makes a rounded minus zero a plain one.
    private static double Whole(double share) => Math.Round(share, 3) + 0.0;

    private static string Money(Interval interval) => Text($"{Money((decimal)interval.Low)} to {Money((decimal)interval.High)}");

    private static string Money(decimal amount) => decimal.Round(amount, 6).ToString("0.00####", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
