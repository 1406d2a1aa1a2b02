using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Bench.Overhead.Load;
using Clearbar.Bench.Overhead.Results;
using Clearbar.Bench.Overhead.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Bench.Overhead;

/// <summary>
/// One measurement from start to end: start the servers, warm them up, go round the targets, stop the gateway, count its ledger. The targets take
/// turns slot by slot, in an order that shifts each round, so that whatever else the machine does hits all of them alike.
/// </summary>
internal sealed class OverheadRun(RunOptions options, TextWriter talk)
{
    /// <exception cref="BenchException">A server failed, an answer was wrong, or the ledger does not hold what was sent.</exception>
    public async Task<OverheadResult> RunAsync()
    {
        var scenarios = Scenario.All.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Name)).ToArray();
        using var fleet = ServerFleet.Start(options.Gateway, options.Pinned);
        if (fleet.Nginx is null)
        {
            await talk.WriteLineAsync("nginx is not installed: measured without it.");
        }

        var targets = TargetsOf(fleet);
        try
        {
            var rounds = Measure(scenarios, targets);
            var gateway = targets[^1];
            var peaks = targets.ToDictionary(target => target.Name, target => target.Server.PeakBytes);
            fleet.Gateway.Stop();
            var ledger = await CheckLedgerAsync(fleet.DataDirectory, gateway.Answered);
            return OverheadResult.Of(options, scenarios, rounds, peaks, ledger);
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
        var targets = new List<LoadTarget> { new(fleet.Upstream, TargetName.Direct), new(fleet.Passthrough, TargetName.Passthrough) };
        if (fleet.Nginx is { } nginx)
        {
            targets.Add(new LoadTarget(nginx, TargetName.Nginx));
        }

        targets.Add(new LoadTarget(fleet.Gateway, TargetName.Gateway));
        return [.. targets];
    }

    /// <summary>
    /// One connection first, many after: the threads a server's pool adds under load stay for twenty seconds, and one connection after that would be
    /// another measurement.
    /// </summary>
    private Dictionary<(string Scenario, string Target), List<SlotResult>> Measure(Scenario[] scenarios, LoadTarget[] targets)
    {
        var rounds = new Dictionary<(string, string), List<SlotResult>>();
        foreach (var group in scenarios.GroupBy(static scenario => scenario.Concurrency).OrderBy(static group => group.Key))
        {
            WarmUp([.. group], targets);
            foreach (var scenario in group)
            {
                foreach (var target in targets)
                {
                    rounds.Add((scenario.Name, target.Name), []);
                }

                for (var round = 0; round < options.Rounds; round++)
                {
                    Say($"{scenario.Name}: round {round + 1} of {options.Rounds}");
                    for (var i = 0; i < targets.Length; i++)
                    {
                        var target = targets[(i + round) % targets.Length];
                        rounds[(scenario.Name, target.Name)].Add(Slot.Run(target, scenario, options.Slot));
                    }
                }
            }
        }

        Say("");
        return rounds;
    }

    /// <summary>All scenarios are gone through twice before one is measured: what one of them compiles speeds up the others.</summary>
    private void WarmUp(Scenario[] scenarios, LoadTarget[] targets)
    {
        var slot = options.WarmUp / (RunOptions.WarmUpPasses * scenarios.Length);
        for (var pass = 1; pass <= RunOptions.WarmUpPasses; pass++)
        {
            foreach (var scenario in scenarios)
            {
                Say($"warming up {scenario.Name}, {pass} of {RunOptions.WarmUpPasses}");
                foreach (var target in targets)
                {
                    Slot.Run(target, scenario, slot);
                }
            }
        }
    }

    /// <summary>Exactly one settled, priced entry per request sent, and none open (invariant I1).</summary>
    private static async Task<LedgerFigures> CheckLedgerAsync(string dataDirectory, long sent)
    {
        var state = await LedgerCatchUp.RunAsync(dataDirectory, TimeProvider.System, NullLogger<LedgerService>.Instance);
        var report = LedgerReport.Read(new LedgerLayout(dataDirectory).StorePath, new ReportQuery());
        var total = report.Total;
        if (state.UndrainedRecords > 0 || total.Attempts != sent || total.Requests != sent || total.Accepted != sent
            || total.Open.Attempts + total.Abandoned.Attempts + total.Unpriced.Attempts > 0)
        {
            throw new BenchException(
                $"The ledger does not hold what was sent: {sent} requests were answered; it has {total.Attempts} attempts of {total.Requests} requests, "
                + $"{total.Accepted} accepted, {total.Open.Attempts} open, {total.Abandoned.Attempts} abandoned, {total.Unpriced.Attempts} without a price, "
                + $"{state.UndrainedRecords} records not drained.");
        }

        return new LedgerFigures(sent, total.Attempts, total.Cost, report.GatewayTime);
    }

    /// <summary>On a terminal one line that is written over; in a log one line each.</summary>
    private void Say(string what)
    {
        if (Console.IsErrorRedirected)
        {
            if (what.Length > 0)
            {
                talk.WriteLine(what);
            }

            return;
        }

        talk.Write("\r" + what.PadRight(50) + (what.Length == 0 ? "\r" : ""));
    }
}
