using System.CommandLine;
using Clearbar.Certificates;
using Clearbar.Routing.Policies;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar calibrate</c>: the cheapest policy per class that recorded outcomes prove to be as good as the top tier.</summary>
public static class CalibrateVerb
{
    private const string About = """
        Finds the cheapest policy per class that is provably within epsilon of the last rung.

        The sample has one JSON object per request, with what every rung made of it (docs/routing.md has the format). Nothing is sent. A class
        without enough proof keeps its reference, and the table says how many requests more it takes.

        Examples:
          clearbar calibrate --sample samples/calibrate/outcomes.jsonl
          clearbar calibrate --sample outcomes.jsonl --epsilon 0.02 --delta 0.05 --out certificates.json --format json

        Exit codes: 0 at least one class is certified, 1 none is, 2 wrong call or unreadable sample.
        """;

    public static Command Create() => Create(TimeProvider.System);

    /// <param name="time">Dates the certificates.</param>
    public static Command Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var sample = new Option<FileInfo>("--sample") { Description = "Recorded outcomes, one JSON object per line.", Required = true };
        var epsilon = new Option<double>("--epsilon")
        {
            Description = "Largest loss of mean score accepted, 0 to 1.",
            DefaultValueFactory = static _ => Promise.Default.Epsilon,
        };
        var delta = new Option<double>("--delta")
        {
            Description = "Chance that a certificate is wrong, up to 0.5.",
            DefaultValueFactory = static _ => Promise.Default.Delta,
        };
        var output = new Option<FileInfo?>("--out") { Description = "Also write the certificates to this file." };
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("calibrate", About) { sample, epsilon, delta, output, format };
        command.SetAction(parsed =>
        {
            var (data, talk) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var promise = new Promise(parsed.GetValue(epsilon), parsed.GetValue(delta)).Checked();
                var file = Calibrate(OutcomeReader.ReadFile(parsed.GetRequiredValue(sample).FullName), promise, time.GetUtcNow());
                if (parsed.GetValue(output) is { } target)
                {
                    File.WriteAllText(target.FullName, file.ToJson());
                    talk.WriteLine($"{file.Certificates.Count(static c => c.Granted)} certificates written to {target.Name}");
                }

                data.WriteLine(parsed.GetValue(format) == "json" ? file.ToJson() : CalibrateTable.Of(file));
                return file.Certificates.Any(static c => c.Granted) ? ExitCodes.Ok : ExitCodes.Failed;
            }
            catch (Exception error) when (error is OutcomeException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                talk.WriteLine(error.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
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
