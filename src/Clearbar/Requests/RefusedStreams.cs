using System.Collections.Concurrent;
using Clearbar.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

/// <summary>
/// Reads refused streams to their end beside the requests they were for, so that the ledger has the provider's own counts. Each is bounded by the limit of
/// drained hang-ups (<see cref="ResilienceOptions.DrainFor"/>). A gateway that stops waits for them as long as for requests, then lets them go; no entry
/// stays open.
/// </summary>
public sealed class RefusedStreams(Settlement settlement, ILogger<RefusedStreams> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<RefusedStream, Task> _underWay = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Takes an attempt's reply over from its request, which may go on at once, and be over before this one is.</summary>
    /// <param name="stream">What has come so far; owned from here on.</param>
    public async ValueTask TakeAsync(Exchange exchange, SentAttempt sent, StreamedAnswer stream)
    {
        var attempt = sent.Attempt;
        attempt.Late = new LateCost(attempt.Ceiling);
        exchange.Late.Add(attempt.Late);
        if (attempt.Holds is { } holds)
        {
            // The request gives back what is left when it ends; this is not its own any more.
            exchange.Holds.Remove(holds);
        }

        var refused = new RefusedStream(exchange, attempt, sent.HandOver(), stream);
        if (exchange.Class.Policy is { EarlyRefusal: EarlyRefusal.Cancel })
        {
            using var now = new CancellationTokenSource();
            await refused.EndAsync(settlement, now, atOnce: true);
            return;
        }

        var limit = new CancellationTokenSource(exchange.Snapshot.Options.Resilience.DrainFor, exchange.Clock);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[refused] = over.Task;
        _ = Task.Run(() => DrainAsync(refused, limit, over), CancellationToken.None);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The server has stopped before, so no request adds to them any more.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var enough = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stopping);
        await Task.WhenAll(_underWay.Values);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task DrainAsync(RefusedStream refused, CancellationTokenSource limit, TaskCompletionSource over)
    {
        try
        {
            using (limit)
            await using (_stopping.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit))
            {
                await refused.EndAsync(settlement, limit, atOnce: false);
            }
        }
        catch (Exception exception)
        {
            // Nobody waits for it who could be told: the request has its answer from another rung.
            RefusedStreamsLog.NotSettled(logger, refused.RequestId, exception);
        }
        finally
        {
            _underWay.TryRemove(refused, out _);
            over.SetResult();
        }
    }
}
