using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Configuration;
using Clearbar.Hosting;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.LocalAnswers;
using Clearbar.Upstreams.Emulator;
using Spectre.Console;

namespace Clearbar.Cli.Demo;

/// <summary>
/// The main job end to end: trains rung 0, starts the gateway with the emulator, sends real messages over HTTP under several policies, and reads
/// what each cost from the ledger.
/// </summary>
public sealed class DemoRunner(string samples, string dataDirectory, IAnsiConsole talk, TimeProvider clock)
{
    private const string ClassName = "banking-intents";
    private const string WithoutLocalName = "banking-intents-without-local";
    private const string LedgerName = "ledger";
    private const double TargetAgreement = 0.97;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly DemoPass Baseline = new("all Opus, nothing cached", "all-opus-uncached", "claude-opus-5", true, false);
    private static readonly DemoPass BaselineCached = new("all Opus", "all-opus", "claude-opus-5", true, true);
    private static readonly DemoPass AllSonnet = new("all Sonnet", "all-sonnet", "claude-sonnet-5", true, true);
    private static readonly DemoPass AllHaiku = new("all Haiku", "all-haiku", "claude-haiku-4-5", true, true);
    private static readonly DemoPass WithoutLocal = new("Clearbar without rung 0", WithoutLocalName, "claude-opus-5", false, true);
    private static readonly DemoPass Whole = new("Clearbar", ClassName, "claude-opus-5", false, true);

    public async Task<DemoReport> RunAsync(CancellationToken cancellation)
    {
        var data = DemoData.Load(samples);
        var prompt = new DemoPrompt(data);
        if (Directory.Exists(dataDirectory))
        {
            Directory.Delete(dataDirectory, recursive: true);
        }

        Directory.CreateDirectory(dataDirectory);
        var (answerer, trainSeconds) = Train(data, cancellation);
        var snapshot = Configure(prompt);
        await using var host = await GatewayHost.StartAsync(
            new GatewayHostOptions
            {
                Snapshot = snapshot,
                Emulator = new EmulatorOptions { TimeScale = 0, AnswerSheet = DemoAssumptions.MakeSheet(data) },
            },
            cancellation);
        await WarmUpAsync(host, data, cancellation);
        var started = Stopwatch.GetTimestamp();
        var outcomes = await SendAsync(host, prompt, data, cancellation);
        return new DemoReport
        {
            Trained = data.Train.Count,
            Sent = data.Test.Count,
            TrainSeconds = trainSeconds,
            RunSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Threshold = answerer.ThresholdFor(TargetAgreement),
            TargetAgreement = TargetAgreement,
            Baseline = outcomes[Baseline],
            BaselineCached = outcomes[BaselineCached],
            Others = [outcomes[AllSonnet], outcomes[AllHaiku]],
            WithoutLocal = outcomes[WithoutLocal],
            Clearbar = outcomes[Whole],
            DataDirectory = dataDirectory,
        };
    }

    private (LocalAnswerer Answerer, double Seconds) Train(DemoData data, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        LocalAnswerer? answerer = null;
        Bars().Start(bars =>
        {
            var bar = bars.AddTask($"Training rung 0 on {data.Train.Count:N0} messages");
            var progress = new InlineProgress(step =>
            {
                bar.MaxValue = step.Total;
                bar.Value = step.Done;
            });
            var options = new LocalAnswererOptions { Parallelism = Environment.ProcessorCount };
            answerer = LocalAnswererTrainer.Train(data.Train, options, progress, cancellation);
            bar.Value = bar.MaxValue;
        });
        using (var file = File.Create(Path.Combine(dataDirectory, "banking-intents.cbr0")))
        {
            answerer!.Save(file);
        }

        return (answerer, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Writes the configuration a user would write, and reads it the way the gateway reads it.</summary>
    private GatewaySnapshot Configure(DemoPrompt prompt)
    {
        JsonObject Class(params string[] ladder) => new()
        {
            ["ladder"] = new JsonArray([.. ladder.Select(rung => JsonValue.Create(rung))]),
            ["delivery"] = "buffer-and-check",
            ["gates"] = prompt.Gates(DemoAssumptions.MinConfidence),
        };

        var whole = Class("local", "haiku", "sonnet", "sonnet+thinking", "opus");
        whole["local"] = new JsonObject
        {
            ["answerer"] = "banking-intents.cbr0",
            ["agreement"] = TargetAgreement,
            ["labelMember"] = "intent",
            ["confidenceMember"] = "confidence",
        };
        var config = new JsonObject
        {
            ["urls"] = new JsonArray("http://127.0.0.1:0"),
            ["data"] = LedgerName,
            ["deployments"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = "embedded" }),
            ["classes"] = new JsonObject
            {
                [ClassName] = whole,
                [WithoutLocalName] = Class("haiku", "sonnet", "sonnet+thinking", "opus"),
            },
        };
        var text = config.ToJsonString(Indented);
        File.WriteAllText(Path.Combine(dataDirectory, "clearbar.json"), text);
        var errors = new List<ConfigError>();
        var options = ConfigurationReader.Read(text, Path.GetFullPath(dataDirectory), errors);
        return SnapshotCompiler.Compile(options, errors)
            ?? throw new HostingException("the demo's configuration is not valid: " + string.Join("; ", errors));
    }

    private async Task<Dictionary<DemoPass, DemoOutcome>> SendAsync(GatewayHost host, DemoPrompt prompt, DemoData data, CancellationToken cancellation)
    {
        using var client = new DemoClient(host.Address, prompt);
        var outcomes = new Dictionary<DemoPass, DemoOutcome>();
        await Bars().StartAsync(async bars =>
        {
            DemoPass[] passes = [Whole, WithoutLocal, AllHaiku, AllSonnet, BaselineCached, Baseline];
            foreach (var pass in passes)
            {
                var bar = bars.AddTask($"Sending {data.Test.Count:N0} messages: {pass.Title}", maxValue: data.Test.Count);
                var from = clock.GetUtcNow();
                var result = await client.RunAsync(pass, data.Test, () => bar.Increment(1), cancellation);
                await host.Ledger.FlushAsync(cancellation);
                var report = LedgerReport.Read(
                    new LedgerLayout(Path.Combine(dataDirectory, LedgerName)).StorePath,
                    new ReportQuery { From = from, To = clock.GetUtcNow(), GroupBy = ReportGrouping.Rung });
                outcomes[pass] = new DemoOutcome(pass, result, report);
            }
        });
        return outcomes;
    }

    /// <summary>
    /// Lets the runtime compile the gateway's path before anything is measured. The prompt is another one, so no prompt cache is warmed for the runs.
    /// </summary>
    private static async Task WarmUpAsync(GatewayHost host, DemoData data, CancellationToken cancellation)
    {
        using var client = new DemoClient(host.Address, DemoPrompt.Short(data));
        var some = new List<LabelledText>(data.Train.Take(400));
        await client.RunAsync(new DemoPass("warm-up", "warm-up", "claude-haiku-4-5", RouteOff: false, Cache: false), some, static () => { }, cancellation);
    }

    private Progress Bars() => talk.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());

    /// <summary>Reports on the calling thread: a progress bar must not be written by a pool thread after the work is over.</summary>
    private sealed class InlineProgress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
