using Clearbar.Bench.Overhead.Load;
using Clearbar.Bench.Overhead.Results;
using Clearbar.Bench.Overhead.Servers;
using Clearbar.Bench.Overhead.Relay;
using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Streams;

/// <summary>
/// Opens many streams through each server in turn and looks at its memory while all are open and events go through them. Each stream is read to its
/// end and checked; in the end the gateway's ledger must hold one entry for each.
/// </summary>
internal sealed class StreamsRun(StreamsOptions options, TextWriter talk)
{
    private const int PromptBytes = 8 << 10;

    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>For what a server does after its last answer, and for freed memory to be given back, before the baseline is read.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private static readonly Scenario WarmUp = new("warm-up", Dialect.Anthropic, true, PromptBytes, Concurrency: 8);

    private static readonly Scenario Paced = new("paced", Dialect.Anthropic, true, PromptBytes, IsPaced: true);

    private static readonly ExpectedAnswer Expected = new(Paced, new FixedAnswers().Of(Dialect.Anthropic, true).Whole, isCrossing: false);

    /// <exception cref="BenchException">A server failed, a stream was wrong, or the ledger does not hold what was sent.</exception>
    public async Task<IReadOnlyList<StreamsFigures>> RunAsync()
    {
        using var fleet = ServerFleet.Start(options.Gateway, options.Pinned, [RelaySetups.All[RelaySetups.Direct]], options.PaceMs);
        var gateway = fleet.Gateways[0];
        var targets = new List<LoadTarget> { new(fleet.Passthrough, TargetName.Passthrough) };
        if (fleet.Nginx is { } nginx)
        {
            targets.Add(new LoadTarget(nginx, TargetName.Nginx));
        }

        targets.Add(new LoadTarget(gateway.Process, TargetName.Gateway, new Credentials(gateway.Key)));
        var figures = new List<StreamsFigures>();
        try
        {
            foreach (var target in targets)
            {
                await talk.WriteLineAsync($"{target.Name}: {options.Count} streams");
                Slot.Run(target, WarmUp, options.WarmUp, measured: false);
                figures.Add(await MeasureAsync(target));
            }

            await gateway.StopAndCountAsync(targets[^1].Answered);
            return figures;
        }
        finally
        {
            targets.ForEach(static target => target.Dispose());
        }
    }

    private async Task<StreamsFigures> MeasureAsync(LoadTarget target)
    {
        await Task.Delay(Rest);
        var idle = target.Server.ResidentBytes;
        var cpu = target.Server.CpuTime;
        var streams = Enumerable.Range(0, options.Count).Select(static _ => new OpenStream()).ToArray();
        try
        {
            var running = await OpenAsync(target, streams);
            var samples = new List<double>();
            for (var i = 0; i < options.Samples; i++)
            {
                samples.Add((double)(target.Server.ResidentBytes - idle) / options.Count);
                await Task.Delay(SampleEvery);
            }

            if (Array.Find(running, static stream => stream.IsCompleted) is { } ended)
            {
                await ended;
                throw new BenchException($"{target.Name}: the first streams ended before all had been looked at; the machine is too busy for this pace.");
            }

            await Task.WhenAll(running);
            target.Count(streams.Length);
            await Task.Delay(Slot.Afterwards);
            return new StreamsFigures(target.Name, TargetFigures.Median(samples), samples.Max(), (target.Server.CpuTime - cpu) / options.Count);
        }
        finally
        {
            Array.ForEach(streams, static stream => stream.Dispose());
        }
    }

    /// <summary>Returns when each has had its first byte, with the tasks that read them to their end.</summary>
    private static async Task<Task[]> OpenAsync(LoadTarget target, OpenStream[] streams)
    {
        var request = target.RequestOf(Paced);
        using var opening = new SemaphoreSlim(StreamsOptions.OpeningAtOnce);
        var running = new Task[streams.Length];
        var begun = new Task[streams.Length];
        for (var i = 0; i < streams.Length; i++)
        {
            await opening.WaitAsync();
            running[i] = streams[i].RunAsync(target.Server.Port, request, Expected);
            begun[i] = BegunAsync(streams[i], opening);
        }

        await Task.WhenAll(begun);
        return running;
    }

    private static async Task BegunAsync(OpenStream stream, SemaphoreSlim opening)
    {
        try
        {
            await stream.Begun;
        }
        finally
        {
            opening.Release();
        }
    }
}
