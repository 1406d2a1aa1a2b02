using System.CommandLine;
using Clearbar.Certificates;
using Clearbar.Cli.Calibrating;
using Clearbar.Routing.Policies;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar calibrate</c>: the cheapest policy per class that recorded outcomes prove to be as good as the top tier.</summary>
public static class CalibrateVerb
{
    private const string About = """
        Finds the cheapest policy per class that is provably within epsilon of the last rung.

        --sample has one JSON object per request, with what every rung made of it; nothing is sent. --requests has the requests themselves: each is
        asked on every rung through a gateway of its own, for no more than --max-cost together, and --record keeps the outcomes. A run that the
        cap or Ctrl-C stopped goes on with the same command. docs/routing.md has both formats. A class without enough proof keeps its
        reference, and the table says how many requests more it takes.

        Examples:
          clearbar calibrate --sample samples/calibrate/outcomes.jsonl
          clearbar calibrate --sample samples/calibrate/outcomes.jsonl --class ticket-queue
          clearbar calibrate --sample outcomes.jsonl --epsilon 0.02 --delta 0.05 --out certificates.json --format json
          clearbar calibrate --requests samples/calibrate/requests.jsonl --max-cost 1.00 --emulate
          clearbar calibrate --requests requests.jsonl --max-cost 2.00 --rungs haiku,opus --record outcomes.jsonl

        Exit codes: 0 at least one class is certified, 1 none is or no request was answered, 2 wrong call or unreadable file, 3 the gateway
        cannot start, 130 stopped by Ctrl-C.
        """;

    public static Command Create() => Create(TimeProvider.System);

    /// <param name="time">Dates the certificates.</param>
    public static Command Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var options = new CalibrateVerbOptions();
        var command = new Command("calibrate", About);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var talk = parsed.InvocationConfiguration.Error;
            try
            {
                return await RunAsync(options, parsed, time, cancellation);
            }
            catch (Exception error) when (error is OutcomeException or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
            {
                talk.WriteLine(error.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(CalibrateVerbOptions options, ParseResult parsed, TimeProvider time, CancellationToken cancellation)
    {
        var (data, talk) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var promise = options.PromiseOf(parsed);
        var sample = options.SampleOf(parsed);
        if (sample is null)
        {
            using var stop = new StopSignal(cancellation);
            (sample, var exit) = await new LiveCalibration(options.LiveOf(parsed), talk, time).RunAsync(stop.Token);
            if (sample is null)
            {
                return exit;
            }
        }

        var file = Calibrate(sample, promise, time.GetUtcNow());
        if (parsed.GetValue(options.Output) is { } target)
        {
            File.WriteAllText(target.FullName, file.ToJson());
            talk.WriteLine($"{file.Certificates.Count(static c => c.Granted)} certificates written to {target.Name}");
        }

        data.WriteLine(parsed.GetValue(options.Format) == "json" ? file.ToJson() : CalibrateTable.Of(file));
        return file.Certificates.Any(static c => c.Granted) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static CertificateFile Calibrate(OutcomeSample sample, Promise promise, DateTimeOffset now)
    {
        var chains = Chain.AllOf(
            sample.Ladder,
            sample.Requests.Any(static r => r.Rungs.Any(static o => o.GatePassed is false)),
            sample.Requests.Any(static r => r.Rungs[0].Answer is { Length: > 0 }));
        return new CertificateFile
        {
            Sample = sample.Name,
            CreatedAt = now,
            Certificates =
            [
                .. sample.ByClass().Select(g => ClassCalibrator.Calibrate(g.Key, sample.Ladder[^1], [.. g], chains, promise)),
            ],
        };
    }
}
