using Clearbar.Pricing;
using Clearbar.Routing;
using Clearbar.Upstreams;

namespace Clearbar.Requests;

/// <content>
/// Hedging: when the first candidate has said nothing for a while, a second is asked as well, and whoever begins to answer first is heard. It buys
/// latency with money, so it is off unless the owner switches it on; it never happens in a tool loop, and each hedge is a retry to the
/// limits and the retry budget.
/// </content>
public sealed partial class FailOver
{
    private static TimeSpan? HedgeAfter(Exchange exchange)
    {
        var after = exchange.Class.Policy?.HedgeAfter ?? exchange.Snapshot.Options.Resilience.HedgeAfter;
        return after == TimeSpan.Zero || exchange.Outline.InToolLoop ? null : after;
    }

    private async Task<SentAttempt> RaceAsync(Exchange exchange, Attempt attempt, List<PlannedStep> tried, TimeSpan silence)
    {
        var first = Begin(exchange, attempt);
        SentAttempt? second = null;
        exchange.BeginUpstreamWait();
        try
        {
            var one = Run(exchange, first);
            if (!await IsSilentAsync(exchange, one, silence) || (second = TryBeginSecond(exchange, attempt, tried)) is null)
            {
                return await EndAsync(exchange, first, await one);
            }

            var two = Run(exchange, second);
            await Task.WhenAny(one, two);
            var (early, result, late, other) = one.IsCompleted ? (first, one, second, two) : (second, two, first, one);
            var (reply, failure) = await result;
            if (reply is { IsSuccess: true })
            {
                await SupersedeAsync(exchange, late, other);
                return await EndAsync(exchange, early, (reply, failure));
            }

            // Who was first has failed, which is settled by itself; what becomes of the request the other one says.
            (await EndAsync(exchange, early, (reply, failure))).Dispose();
            return await EndAsync(exchange, late, await other);
        }
        catch
        {
            await first.LetGoAsync();
            await (second?.LetGoAsync() ?? ValueTask.CompletedTask);
            first.Dispose();
            second?.Dispose();
            throw;
        }
        finally
        {
            exchange.EndUpstreamWait();
        }
    }

    /// <summary>Sends under a cancellation of its own, so that the slower of two can be let go.</summary>
    private Task<(UpstreamReply? Reply, UpstreamFailure? Failure)> Run(Exchange exchange, SentAttempt sent)
    {
        sent.Letting = CancellationTokenSource.CreateLinkedTokenSource(exchange.Working);
        return sent.Sending = SendAsync(exchange, sent.Attempt, sent.Body, sent.Letting.Token).AsTask();
    }

    private static async Task<bool> IsSilentAsync(Exchange exchange, Task sending, TimeSpan silence)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(sending, Task.Delay(silence, exchange.Clock, enough.Token));
        await enough.CancelAsync();
        return !sending.IsCompleted;
    }

    private SentAttempt? TryBeginSecond(Exchange exchange, Attempt first, List<PlannedStep> tried)
    {
        var options = exchange.Snapshot.Options.Resilience;
        if (exchange.Aborted.IsCancellationRequested
            || exchange.Retries + 1 >= options.MaxAttempts
            || !exchange.HasTime()
            || Find(exchange, tried[0], tried) is not { } other
            || !attempts.TryReserve(exchange, other, first.Ceiling ?? Usd.Zero, out var attempt)
            || !budget.TryTake(options.RetryBudget))
        {
            return null;
        }

        exchange.Retries++;
        tried.Add(other);
        FailOverLog.Hedging(logger, exchange.RequestId, first.Step.Deployment!.Name, other.Deployment!.Name);
        return Begin(exchange, attempt);
    }

    /// <summary>The slower one is cancelled; what it has cost nobody will say, so it is unknown up to its ceiling.</summary>
    private async Task SupersedeAsync(Exchange exchange, SentAttempt late, Task<(UpstreamReply? Reply, UpstreamFailure? Failure)> sending)
    {
        await late.LetGoAsync();
        var (reply, failure) = sending.IsCompletedSuccessfully ? await sending : default;
        if (failure is not null)
        {
            settlement.Unreached(exchange, late.Attempt, failure);
        }
        else
        {
            settlement.Superseded(exchange, late.Attempt, reply);
        }

        late.Body.Abandon();
        late.Dispose();
    }
}
