using System.CommandLine;
using Clearbar.Configuration;
using Clearbar.Ledger.Exports;
using Clearbar.Outcomes;
using Clearbar.Pricing;
using Clearbar.Routing.Policies;
using Clearbar.Routing.Replays;
using Clearbar.Tiers;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar replay</c>: a stretch of the ledger, or a sample of recorded outcomes, under other policies, prices and models.</summary>
public static class ReplayVerb
{
    private const string About = """
        What a stretch of the ledger, or a recorded sample, would have cost under other policies, prices and models; nothing is sent or changed.

        A sample (the format of 'clearbar calibrate') tells cost, quality and time, for it has every rung's outcome. A ledger tells cost: rungs that
        were not tried are estimated, and everything that was assumed is printed below the figures (docs/replay.md).

        Examples:
          clearbar replay --sample samples/calibrate/outcomes.jsonl --policy 'haiku>opus' --policy haiku
          clearbar replay --since 2026-11-01 --policy 'haiku>opus' --escalates 0.2
          clearbar replay --policy-for ticket-queue=haiku --policy-for 'invoice-fields=haiku>sonnet'
          clearbar replay --since 2026-11-01 --prices my-prices.json --tier haiku=claude-haiku-4-5 --format json

        Exit codes: 0 answered, 1 the price file is not usable, 2 wrong call, or the sample or ledger does not say enough for it,
        3 no ledger there, 4 it cannot be read.
        """;

    public static Command Create() => Create(TimeProvider.System);

    /// <param name="time">Says on which day a sample is priced.</param>
    public static Command Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var options = new ReplayVerbOptions();
        var input = new LedgerInput();
        var command = new Command("replay", About);
        options.AddTo(command);
        input.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed, options, input, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ReplayVerbOptions options, LedgerInput input, DateOnly today)
    {
        var talk = parsed.InvocationConfiguration.Error;
        PriceBook? book = null;
        var code = PricesVerb.Answering(talk, () =>
        {
            book = parsed.GetValue(options.Prices) is { } file ? PriceBook.Load(file) : PriceBook.Embedded;
            return ExitCodes.Ok;
        });
        if (book is null)
        {
            return code;
        }

        try
        {
            var asked = options.Read(parsed, book);
            if (asked.Sample is { } sample)
            {
                return Write(parsed, options, OfSample(OutcomeReader.ReadFile(sample), asked, book, today));
            }

            var outcomes = parsed.GetValue(options.Outcomes)?.FullName ?? input.DataDirectoryOf(parsed);
            return await input.UseAsync(parsed, source => Task.FromResult(Write(parsed, options, OfLedger(source, asked, book, outcomes))));
        }
        catch (Exception error) when (error is ReplayException or OutcomeException or IOException or UnauthorizedAccessException)
        {
            await talk.WriteLineAsync(error.Message);
            return ExitCodes.Usage;
        }
    }

    private static List<ReplayResult> OfSample(OutcomeSample sample, ReplayAsked asked, PriceBook book, DateOnly today)
    {
        var prices = asked.HasPrices || asked.Models.Count > 0 ? new SamplePrices(book, today, ModelsOf(sample, asked)) : null;
        return [.. asked.Plans.Select(plan => SampleReplay.Run(sample, plan, prices))];
    }

    private static Dictionary<string, string> ModelsOf(OutcomeSample sample, ReplayAsked asked)
    {
        foreach (var unknown in asked.Models.Keys.Where(rung => !sample.Ladder.Contains(rung)))
        {
            throw new ReplayException($"--tier {unknown}=…: the sample has no such rung; it has {string.Join(", ", sample.Ladder)}.");
        }

        var models = new Dictionary<string, string>(asked.Models, StringComparer.Ordinal);
        foreach (var rung in asked.HasPrices ? sample.Ladder : [])
        {
            if (!models.ContainsKey(rung))
            {
                models[rung] = Rung.TryParse(rung, out var step) && step.Tier is { } tier
                    ? GatewayOptions.DefaultTiers[tier]
                    : throw new ReplayException($"--prices: which model rung '{rung}' is cannot be seen from its name; add --tier {rung}=MODEL.");
            }
        }

        return models;
    }

    private static List<ReplayResult> OfLedger(IEntrySource source, ReplayAsked asked, PriceBook book, string? outcomes)
    {
        var options = new LedgerReplayOptions
        {
            Plan = asked.Plans[0],
            Prices = asked.HasPrices ? book : null,
            Models = asked.Models,
            Tiers = GatewayOptions.DefaultTiers,
            Escalates = asked.Escalates,
            WarmCache = asked.WarmCache,
            Outcomes = outcomes is null ? new Dictionary<string, double>(StringComparer.Ordinal) : RecordedOutcomes.Read(outcomes),
            From = asked.Since,
            To = asked.Until,
        };
        return ReplayProgress.Run(asked.Plans.Count, progress =>
        {
            var survey = LedgerSurvey.Read(source, asked.Since, asked.Until, progress.Surveyed);
            progress.Starts(survey.Entries);
            return asked.Plans.Select(plan => LedgerReplay.Run(source, survey, options with { Plan = plan }, progress.Replayed)).ToList();
        });
    }

    private static int Write(ParseResult parsed, ReplayVerbOptions options, List<ReplayResult> results)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(options.Format) == "json")
        {
            output.WriteLine(ReplayJson.Of(results));
        }
        else
        {
            ReplayTables.Write(results, output);
        }

        return ExitCodes.Ok;
    }
}
