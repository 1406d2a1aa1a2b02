using System.CommandLine;
using Clearbar.LocalAnswers;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar train</c>: a rung 0 answerer from labelled examples, with the threshold it may answer at.</summary>
public static class TrainVerb
{
    /// <summary>The answerer was written and at least one target is certified.</summary>
    public const int ExitOk = 0;

    /// <summary>The answerer was written, but the examples do not prove the target: it will never answer at it.</summary>
    public const int ExitNotCertified = 1;

    /// <summary>The command was called wrongly, or the examples cannot be read or trained on.</summary>
    public const int ExitUsage = 2;

    /// <summary>Stopped by Ctrl-C; no file was written.</summary>
    public const int ExitInterrupted = 130;

    private const string About = """
        Learns to answer a closed-label class locally (rung 0) and finds the confidence at which it may.

        The confidence is cross-validated inside the examples: at the printed threshold, answers agree with the labels at the target rate or
        better with 95 % certainty, for requests like the examples. Nothing is downloaded or sent; no text is stored in the file.

        Examples:
          clearbar train --labels samples/banking77/train.jsonl --out banking.cbr0
          clearbar train --labels tickets.jsonl --out tickets.cbr0 --target 0.99 --text-field subject --label-field queue --format json

        Exit codes: 0 trained, 1 trained but the target is not certified, 2 wrong call or unusable examples.
        """;

    public static Command Create()
    {
        var labels = new Option<FileInfo>("--labels") { Description = "Examples, one JSON object per line.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "Where the answerer is written (.cbr0).", Required = true };
        var target = new Option<double>("--target") { Description = "Agreement to certify, between 0 and 1.", DefaultValueFactory = _ => 0.97 };
        var text = new Option<string>("--text-field") { Description = "Member that holds the text.", DefaultValueFactory = _ => "text" };
        var label = new Option<string>("--label-field") { Description = "Member that holds the label.", DefaultValueFactory = _ => "label" };
        var abstain = new Option<string?>("--abstain-label") { Description = "Label of off-topic examples, which must never be answered." };
        var seed = new Option<ulong>("--seed") { Description = "The same examples and seed give the same file.", DefaultValueFactory = _ => 17 };
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("train", About) { labels, output, target, text, label, abstain, seed, format };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new Request(
                parsed.GetRequiredValue(labels),
                parsed.GetRequiredValue(output),
                parsed.GetValue(target),
                parsed.GetRequiredValue(text),
                parsed.GetRequiredValue(label),
                new LocalAnswererOptions
                {
                    AbstainLabel = parsed.GetValue(abstain),
                    Seed = parsed.GetValue(seed),
                    Parallelism = Environment.ProcessorCount,
                },
                parsed.GetValue(format) == "json");
            var (standardOutput, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return Task.Run(() => Run(request, standardOutput, error, cancellation), CancellationToken.None);
        });
        return command;
    }

    private static int Run(Request request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (request.Target is not (> 0 and < 1))
        {
            error.WriteLine($"--target {request.Target}: a rate between 0 and 1 is expected, for example 0.97.");
            return ExitUsage;
        }

        try
        {
            var examples = LabelledTextReader.ReadFile(request.Labels.FullName, request.TextField, request.LabelField);
            error.WriteLine($"{examples.Count} examples read from {request.Labels.Name}");
            var answerer = LocalAnswererTrainer.Train(examples, request.Options, new TrainProgress(error), cancellation);
            Save(answerer, request.Output.FullName);
            TrainReport.Write(answerer, request.Target, request.Output.FullName, request.Json, output);
            return float.IsFinite(answerer.ThresholdFor(request.Target)) ? ExitOk : ExitNotCertified;
        }
        catch (LabelledTextException exception)
        {
            error.WriteLine($"{request.Labels.Name}: {exception.Message}");
            return ExitUsage;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);
            return ExitUsage;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Stopped; nothing was written.");
            return ExitInterrupted;
        }
    }

    // Written beside the target and renamed, so that a gateway that reloads the file never sees half of it.
    private static void Save(LocalAnswerer answerer, string path)
    {
        var draft = path + ".tmp";
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            answerer.Save(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The parsed command line.</summary>
    private sealed record Request(
        FileInfo Labels, FileInfo Output, double Target, string TextField, string LabelField, LocalAnswererOptions Options, bool Json);

    /// <summary>One line per finished part of the training; called from the training's threads.</summary>
    private sealed class TrainProgress(TextWriter error) : IProgress<TrainingProgress>
    {
        private readonly Lock _gate = new();
        private string _phase = "";

        public void Report(TrainingProgress value)
        {
            lock (_gate)
            {
                if (value.Phase != _phase)
                {
                    _phase = value.Phase;
                    error.WriteLine($"training {100 * (value.Done - 1) / value.Total,3} %  {value.Phase}");
                }
            }
        }
    }
}
