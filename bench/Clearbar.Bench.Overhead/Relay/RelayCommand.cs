using System.CommandLine;
using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Relay;

/// <summary><c>relay</c>: measures every dialect pair. Exit codes: 0 the goal is met, 1 something was wrong, 3 the goal is missed.</summary>
internal static class RelayCommand
{
    public static Command Create()
    {
        var shared = new SharedOptions("markdown", "json");
        var only = new Option<Dialect[]>("--only") { Description = "Clients' dialects to measure (default: all)", AllowMultipleArgumentsPerToken = true };
        var size = new Option<string[]>("--size") { Description = "Body sizes to measure (default: all)", AllowMultipleArgumentsPerToken = true };
        size.AcceptOnlyFromAmong([.. RelayOptions.AllSizes.Select(static one => one.Name)]);
        var sameOnly = new Option<bool>("--same-dialect") { Description = "Without the crossings" };
        var command = new Command("relay", "Measure every dialect pair beside nginx and a plain passthrough") { only, size, sameOnly };
        shared.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var dialects = parsed.GetValue(only) ?? [];
            var sizes = parsed.GetValue(size) ?? [];
            var options = new RelayOptions
            {
                Sizes = [.. RelayOptions.AllSizes.Where(one => sizes.Length == 0 || sizes.Contains(one.Name))],
                Gateway = shared.Gateway(parsed),
                Quick = shared.Quick(parsed),
                Pinned = shared.Pinned(parsed),
                Lanes =
                [
                    .. RelayLane.All.Where(lane => (dialects.Length == 0 || dialects.Contains(lane.Client))
                        && (lane.IsSameDialect || !parsed.GetValue(sameOnly))),
                ],
            };
            return shared.RunAsync(parsed, async () =>
            {
                var result = await new RelayRun(options, Console.Error).RunAsync();
                Console.Out.Write(shared.Format(parsed) == "json" ? RelayText.Json(result) : RelayText.Markdown(result));
                return result.Met == result.Judged;
            });
        });
        return command;
    }
}
