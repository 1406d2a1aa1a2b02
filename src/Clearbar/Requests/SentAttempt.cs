using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// One attempt after it was sent, and what it owns: the bytes sent, the upstream's reply. Either <see cref="Reply"/> is an answer that has
/// begun, or <see cref="Error"/> says why there is none, and the attempt is settled already. Disposing it, which may be done twice, settles
/// what a step in between threw past.
/// </summary>
public sealed class SentAttempt(Exchange exchange, Attempt attempt, EditedBody body, Settlement settlement) : IDisposable
{
    private bool _disposed;

    public Attempt Attempt { get; } = attempt;

    public EditedBody Body { get; } = body;

    /// <summary>Null when nobody answered.</summary>
    public UpstreamReply? Reply { get; set; }

    /// <summary>The answer once it has been read, whole or as far as it came; what it cost stays known whatever happens after.</summary>
    public Answer? Answer { get; set; }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public GatewayError? Error { get; set; }

    /// <summary>The body of a refusal, as it came; null when nobody answered.</summary>
    public HeldAnswer? RefusalBody { get; set; }

    /// <summary>The sending of one of two that race; null otherwise.</summary>
    public Task<(UpstreamReply? Reply, UpstreamFailure? Failure)>? Sending { get; set; }

    /// <summary>Cancels <see cref="Sending"/> and what comes of it; owned.</summary>
    public CancellationTokenSource? Letting { get; set; }

    /// <summary>What <see cref="Error"/> allows.</summary>
    public RetryVerdict Verdict { get; set; }

    /// <summary>Ends its sending; returns when it is over. A reply that came all the same is this one's to free.</summary>
    public async ValueTask LetGoAsync()
    {
        if (_disposed || Sending is not { } sending)
        {
            return;
        }

        await Letting!.CancelAsync();
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Reply ??= sending.IsCompletedSuccessfully ? sending.Result.Reply : null;
    }

    /// <summary>
    /// The reply and its settlement are the caller's from here on. The bytes sent are left to the collector: a body may still be read by a connection that
    /// outlives the request.
    /// </summary>
    public UpstreamReply HandOver()
    {
        _disposed = true;
        Body.Abandon();
        Body.Dispose();
        Letting?.Dispose();
        return Reply!;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (Error is not null || exchange.Aborted.IsCancellationRequested)
        {
            // Part of the body may still be on its way through a dying connection: these buffers are not reused.
            Body.Abandon();
        }

        Body.Dispose();
        RefusalBody?.Dispose();
        try
        {
            SettleForgotten();
        }
        finally
        {
            // Also when the ledger fails for good: the upstream's connection must not stay open with it.
            Reply?.Dispose();
            Letting?.Dispose();
        }
    }

    private void SettleForgotten()
    {
        if (!Attempt.IsOpen || Attempt.IsSettled)
        {
            return;
        }

        if (exchange.Aborted.IsCancellationRequested)
        {
            settlement.ClientGone(exchange, Attempt, Reply, Answer);
        }
        else
        {
            // A bug threw past every step, or the ledger failed before this attempt's turn: the entry must not stay open.
            settlement.Broken(exchange, Attempt, Reply, Answer, "the gateway failed");
        }
    }
}
