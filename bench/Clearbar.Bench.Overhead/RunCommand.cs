using System.CommandLine;
using Clearbar.Bench.Overhead.Load;
using Clearbar.Bench.Overhead.Results;

namespace Clearbar.Bench.Overhead;

/// <summary><c>run</c>: measures what the gateway adds to a call.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var shared = new SharedOptions("table", "json", "markdown");
        var only = new Option<string[]>("--only") { Description = "Scenarios to measure (default: all)", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Scenario.All.Select(static scenario => scenario.Name)]);
        var command = new Command("run", "Measure the gateway against the passthrough") { only };
        shared.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var options = new RunOptions
            {
                Gateway = shared.Gateway(parsed),
                Quick = shared.Quick(parsed),
                Pinned = shared.Pinned(parsed),
                Only = parsed.GetValue(only) ?? [],
            };
            return shared.RunAsync(parsed, async () =>
            {
                var result = await new OverheadRun(options, Console.Error).RunAsync();
                Console.Out.Write(shared.Format(parsed) switch
                {
                    "json" => JsonText.Of(result),
                    "markdown" => MarkdownText.Of(result),
                    _ => TableText.Of(result),
                });
                return result.IsMet ?? true;
            });
        });
        return command;
    }
}
