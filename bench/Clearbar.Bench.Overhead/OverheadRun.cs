using System.Text.Json.Nodes;
using Clearbar.Bench.Overhead.Load;
using Clearbar.Bench.Overhead.Results;
using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead;

/// <summary>One measurement from start to end: start the servers, warm them up, go round the targets, stop the gateway, count its ledger.</summary>
internal sealed class OverheadRun(RunOptions options, TextWriter talk)
{
    private static readonly GatewaySetup Setup = new(
        "gateway",
        static upstream => new JsonArray(
            new JsonObject { ["name"] = "upstream", ["surface"] = "anthropic-api", ["url"] = upstream, ["keyFrom"] = "BENCH_KEY" },
            new JsonObject { ["name"] = "upstream-converse", ["surface"] = "emulator", ["url"] = upstream, ["standsInFor"] = "bedrock" }),
        new Dictionary<string, string> { ["BENCH_KEY"] = "bench" });

    /// <exception cref="BenchException">A server failed, an answer was wrong, or the ledger does not hold what was sent.</exception>
    public async Task<OverheadResult> RunAsync()
    {
        var scenarios = Scenario.All.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Name)).ToArray();
        using var fleet = ServerFleet.Start(options.Gateway, options.Pinned, [Setup]);
        if (fleet.Nginx is null)
        {
            await talk.WriteLineAsync("nginx is not installed: measured without it.");
        }

        var targets = TargetsOf(fleet);
        try
        {
            var rounds = new Rounds(talk);
            // One connection first, many after: the threads a server's pool adds under load stay for twenty seconds, and one connection after that
            // would be another measurement.
            foreach (var group in scenarios.GroupBy(static scenario => scenario.Concurrency).OrderBy(static group => group.Key))
            {
                rounds.WarmUp([.. group], targets, options.WarmUp);
                rounds.Measure([.. group], targets, options.Rounds, options.Slot);
            }

            var peaks = targets.ToDictionary(target => target.Name, target => target.Server.PeakBytes);
            var ledger = await fleet.Gateways[0].StopAndCountAsync(targets[^1].Answered);
            return OverheadResult.Of(options, scenarios, rounds.Results, peaks, ledger);
        }
        finally
        {
            foreach (var target in targets)
            {
                target.Dispose();
            }
        }
    }

    private static LoadTarget[] TargetsOf(ServerFleet fleet)
    {
        var gateway = fleet.Gateways[0];
        var targets = new List<LoadTarget> { new(fleet.Upstream, TargetName.Direct), new(fleet.Passthrough, TargetName.Passthrough) };
        if (fleet.Nginx is { } nginx)
        {
            targets.Add(new LoadTarget(nginx, TargetName.Nginx));
        }

        targets.Add(new LoadTarget(gateway.Process, TargetName.Gateway, new Credentials(gateway.Key)));
        return [.. targets];
    }
}
