using Clearbar.Configuration;
using Clearbar.Hosting;
using Clearbar.Ledger;
using Clearbar.Routing.Policies;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// A sample of outcomes made by live calls: reads the requests, starts a gateway, asks what is not on record yet, and tells what it did.
/// </summary>
internal sealed class LiveCalibration(LiveOptions options, TextWriter talk, TimeProvider time)
{
    private const string EmulatorWarning = """
        --------------------------------------------------------------------------------------------
          EMULATOR: no model is called and nothing is spent. Its answers are made up, so what is
          calibrated on them says nothing about your classes; costs are what the same tokens would
          have cost. Set ANTHROPIC_API_KEY, AWS credentials and AWS_REGION, or 'deployments'.
        --------------------------------------------------------------------------------------------
        """;

    /// <returns>The sample, or null with the exit code; then <paramref name="cancellation"/> or the reason told has ended the run.</returns>
    public async Task<(OutcomeSample? Sample, int ExitCode)> RunAsync(CancellationToken cancellation)
    {
        var requests = RequestFile.Read(options.Requests.FullName, options.Rungs);
        var data = options.Data ?? Directory.CreateTempSubdirectory("clearbar-calibrate-").FullName;
        var keep = options.Data is not null;
        try
        {
            var key = LiveGateway.NewKey();
            var errors = new List<ConfigError>();
            if (LiveGateway.Load(options, data, key, errors) is not { } snapshot)
            {
                errors.ForEach(talk.WriteLine);
                return (null, ExitCodes.Failed);
            }

            var emulated = LiveGateway.IsEmulated(snapshot);
            using var record = OutcomeRecord.Open(options.Record?.FullName, options.Requests.Name, options.Rungs, emulated);
            var missing = requests.Where(request => !record.Has(request)).ToList();
            if (emulated)
            {
                talk.WriteLine(EmulatorWarning);
            }

            if (missing.Count > 0)
            {
                // Money's books are not thrown away.
                keep |= !emulated;
                if (!await AskAsync(new Job(requests.Count, missing, record, snapshot, key, emulated), data, cancellation))
                {
                    return (null, ExitCodes.Interrupted);
                }
            }

            return record.Count > 0 ? (record.ToSample(), ExitCodes.Ok) : (null, ExitCodes.Failed);
        }
        catch (Exception error) when (error is HostingException or LedgerUnavailableException or LedgerInUseException or LedgerSchemaException)
        {
            talk.WriteLine($"clearbar calibrate: {error.Message}");
            return (null, ExitCodes.CannotStart);
        }
        finally
        {
            if (!keep)
            {
                Directory.Delete(data, recursive: true);
            }
        }
    }

    /// <returns>False when the user stopped it.</returns>
    private async Task<bool> AskAsync(Job job, string data, CancellationToken cancellation)
    {
        var cap = new CostCap(options.MaxCost);
        talk.WriteLine(
            $"Asking {job.Missing.Count} requests on {string.Join(", ", options.Rungs)} for at most ${cap.Cap}; the ledger is in {data}"
            + (options.Record is null ? "; without --record their answers are not kept" : ""));
        try
        {
            await using var gateway = await LiveGateway.StartAsync(job.Snapshot, job.Key, options.Answers, time, cancellation);
            using var asker = new RungAsker(gateway.Address, job.Key, gateway.Meter, time);
            var result = await LiveProgress.RunAsync(
                job.Missing.Count,
                ReferenceEquals(talk, Console.Error),
                advance => new LiveRun(asker, new OfflineGates(job.Snapshot), job.Record, cap, options.Rungs, job.Emulated, advance)
                    .RunAsync(job.Missing, cancellation));
            Tell(job, result);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            talk.WriteLine($"Stopped: {Recorded(job)}{GoOn}");
            return false;
        }
    }

    private string GoOn => options.Record is null ? "." : "; the same command goes on from there.";

    private static string Recorded(Job job) => $"{job.Record.Count} of {job.All} requests are done";

    private void Tell(Job job, LiveResult result)
    {
        if (result.Failed > 0)
        {
            talk.WriteLine($"{result.Failed} requests have no answer from every rung and are left out, the first is {result.FirstFailure}");
        }

        talk.WriteLine(result.Stopped is { } reason
            ? $"Stopped, because {reason}: {Recorded(job)}, ${result.Spent} spent{GoOn}"
            : $"{result.Done} requests asked, ${result.Spent} spent.");
    }

    /// <summary>What is to be asked, and of whom.</summary>
    private sealed record Job(
        int All, IReadOnlyList<AskedRequest> Missing, OutcomeRecord Record, GatewaySnapshot Snapshot, string Key, bool Emulated);
}
