using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Cli.Demo;
using Clearbar.Hosting;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar demo</c>: the main job, end to end, on real input, offline.</summary>
public static class DemoVerb
{
    // Rung names hold a '+', which the default encoder would write as an escape.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "table or json", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var data = new Option<string>("--data") { Description = "Directory the demo writes to; emptied first", DefaultValueFactory = static _ => Path.Combine(".clearbar", "demo") };
        var samples = new Option<DirectoryInfo?>("--samples") { Description = "Directory with train.jsonl and test.jsonl (default: samples/banking77)" };
        var command = new Command("demo", """
            Run the main job end to end on real customer messages, offline: no account, nothing spent.

            Trains the local answerer, starts the gateway with its emulator, sends 2,000 messages through HTTP under six policies, and shows where
            requests were answered, how well, and what each policy would have cost.

            Examples:
              clearbar demo
              clearbar demo --format json
            """)
        {
            format, data, samples,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(samples), parsed.GetValue(data)!, parsed.GetValue(format) == "json", cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo? samples, string data, bool json, CancellationToken cancellation)
    {
        if ((samples?.FullName ?? SampleFiles.Find("banking77")) is not { } directory)
        {
            await Console.Error.WriteLineAsync("clearbar demo: samples/banking77 was not found; run it from the repository, or pass --samples DIR");
            return ExitCodes.Usage;
        }

        var talk = Terminal.Talk();
        using var stop = new StopSignal(cancellation);
        try
        {
            var report = await new DemoRunner(directory, data, talk, TimeProvider.System).RunAsync(stop.Token);
            if (json)
            {
                Console.WriteLine(DemoJson.Of(report).ToJsonString(Indented));
            }
            else
            {
                DemoTable.Write(Terminal.Data(), report);
            }

            return Verdict(report);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (exception is HostingException or IOException)
        {
            await Console.Error.WriteLineAsync($"clearbar demo: {exception.Message}");
            return ExitCodes.CannotStart;
        }
    }

    /// <summary>A demo that lost a request must not look like a success.</summary>
    private static int Verdict(DemoReport report)
    {
        foreach (var outcome in (IEnumerable<DemoOutcome>)[report.Baseline, report.BaselineCached, .. report.Others, report.WithoutLocal, report.Clearbar])
        {
            if (outcome.Result.Failed > 0)
            {
                Console.Error.WriteLine($"{outcome.Pass.Title}: {outcome.Result.Failed} requests failed, the first with {outcome.Result.FirstFailure}");
                return ExitCodes.Failed;
            }
        }

        return ExitCodes.Ok;
    }
}
