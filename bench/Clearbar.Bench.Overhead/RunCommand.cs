using System.CommandLine;
using Clearbar.Bench.Overhead.Load;
using Clearbar.Bench.Overhead.Results;

namespace Clearbar.Bench.Overhead;

/// <summary><c>run</c>: measures and tells. Exit codes: 0 the target is met, 1 something was wrong, 3 the target is missed.</summary>
internal static class RunCommand
{
    private const int Wrong = 1;
    private const int Missed = 3;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Fewer and shorter rounds: under a minute" };
        var format = new Option<string>("--format") { Description = "table, json or markdown (ratios only)", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "markdown");
        var only = new Option<string[]>("--only") { Description = "Scenarios to measure (default: all)", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Scenario.All.Select(static scenario => scenario.Name)]);
        var pinned = new Option<bool>("--pinned") { Description = "Bind servers to cores 0 and 1 with taskset" };
        var gateway = new Option<FileInfo>("--gateway")
        {
            Description = "Clearbar.Cli.dll to measure (default: the one built with this bench)",
            DefaultValueFactory = static _ => new FileInfo(
                Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Clearbar.Cli", "release", "Clearbar.Cli.dll"))),
        };
        var command = new Command("run", "Measure the gateway against the passthrough") { quick, format, only, pinned, gateway };
        command.SetAction((parsed, _) => RunAsync(
            new RunOptions
            {
                Gateway = parsed.GetValue(gateway)!.FullName,
                Quick = parsed.GetValue(quick),
                Pinned = parsed.GetValue(pinned),
                Only = parsed.GetValue(only) ?? [],
            },
            parsed.GetValue(format)!));
        return command;
    }

    private static async Task<int> RunAsync(RunOptions options, string format)
    {
        if (!File.Exists(options.Gateway))
        {
            await Console.Error.WriteLineAsync($"There is no gateway at {options.Gateway}: build src/Clearbar.Cli, or name it with --gateway.");
            return Wrong;
        }

        OverheadResult result;
        try
        {
            result = await new OverheadRun(options, Console.Error).RunAsync();
        }
        catch (BenchException exception)
        {
            await Console.Error.WriteLineAsync($"\n{exception.Message}");
            return Wrong;
        }

        Console.Out.Write(format switch
        {
            "json" => JsonText.Of(result),
            "markdown" => MarkdownText.Of(result),
            _ => TableText.Of(result),
        });
        return result.IsMet ?? true ? 0 : Missed;
    }
}
