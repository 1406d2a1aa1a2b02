using Clearbar.Bench.Overhead.Load;
using Clearbar.Bench.Overhead.Results;
using Clearbar.Bench.Overhead.Servers;
using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Relay;

/// <summary>
/// One measurement of all lanes: what a client of one dialect sends goes to the passthrough, to nginx and through the gateways in turn, in the same
/// rounds. Each answer is checked; in the end each gateway's ledger must hold what it was sent.
/// </summary>
internal sealed class RelayRun(RelayOptions options, TextWriter talk)
{
    /// <exception cref="BenchException">A server failed, an answer was wrong, or a ledger does not hold what was sent.</exception>
    public async Task<RelayResult> RunAsync()
    {
        using var fleet = ServerFleet.Start(options.Gateway, options.Pinned, RelaySetups.All);
        if (fleet.Nginx is null)
        {
            await talk.WriteLineAsync("nginx is not installed: measured without it.");
        }

        var rows = new List<RelayRow>();
        var sent = new long[fleet.Gateways.Count];
        foreach (var lanes in options.Lanes.GroupBy(static lane => lane.Client))
        {
            rows.AddRange(Measure(fleet, lanes.Key, [.. lanes], sent));
        }

        long entries = 0;
        for (var i = 0; i < sent.Length; i++)
        {
            entries += (await fleet.Gateways[i].StopAndCountAsync(sent[i])).Entries;
        }

        return new RelayResult(options, [.. options.Lanes.SelectMany(lane => rows.Where(row => row.Lane == lane))], entries);
    }

    private List<RelayRow> Measure(ServerFleet fleet, Dialect client, RelayLane[] lanes, long[] sent)
    {
        var scenarios = ScenariosOf(client, 1);
        var busy = ScenariosOf(client, RelayOptions.Busy);
        var targets = TargetsOf(fleet, lanes);
        try
        {
            var rounds = new Rounds(talk);
            rounds.WarmUp([.. scenarios, .. busy], targets, options.WarmUp);
            rounds.Measure(scenarios, targets, options.Rounds, options.Slot);
            rounds.Measure(busy, targets, options.Rounds, options.Slot);
            for (var i = 0; i < lanes.Length; i++)
            {
                sent[lanes[i].Gateway] += targets[^(lanes.Length - i)].Answered;
            }

            return
            [
                .. scenarios.Zip(busy).SelectMany(pair => lanes.Select(lane => RowOf(rounds, pair.First, pair.Second, lane, fleet.Nginx is not null))),
            ];
        }
        finally
        {
            foreach (var target in targets)
            {
                target.Dispose();
            }
        }
    }

    private Scenario[] ScenariosOf(Dialect client, int connections) =>
    [
        .. from stream in (bool[])[false, true]
           from size in options.Sizes
           select new Scenario(
               $"{client.ToString().ToLowerInvariant()} {size.Name}{(stream ? " stream" : "")} x{connections}", client, stream, size.Bytes, connections),
    ];

    /// <summary>The lanes last, in their order.</summary>
    private static LoadTarget[] TargetsOf(ServerFleet fleet, RelayLane[] lanes)
    {
        var targets = new List<LoadTarget> { new(fleet.Passthrough, TargetName.Passthrough) };
        if (fleet.Nginx is { } nginx)
        {
            targets.Add(new LoadTarget(nginx, TargetName.Nginx));
        }

        foreach (var lane in lanes)
        {
            var gateway = fleet.Gateways[lane.Gateway];
            targets.Add(new LoadTarget(gateway.Process, lane.Name, new Credentials(gateway.Key, lane.IsSigned))
            {
                Model = lane.Model,
                IsCrossing = !lane.IsSameDialect,
            });
        }

        return [.. targets];
    }

    private static RelayRow RowOf(Rounds rounds, Scenario alone, Scenario busy, RelayLane lane, bool withNginx)
    {
        return new RelayRow(lane, alone, Of(lane.Name), Of(TargetName.Passthrough), withNginx ? Of(TargetName.Nginx) : null);

        RelayFigures Of(string target)
        {
            var (few, many) = (TargetFigures.Of(target, rounds.Results[(alone.Name, target)]), TargetFigures.Of(target, rounds.Results[(busy.Name, target)]));
            return new RelayFigures(few.P50, many.CpuPerRequest, few.Requests + many.Requests);
        }
    }
}
