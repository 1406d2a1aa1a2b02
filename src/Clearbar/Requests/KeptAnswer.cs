using Clearbar.Upstreams;

namespace Clearbar.Requests;

/// <summary>
/// An answer that did not pass, kept until a better one has come: what there is when none comes. Its ledger entry stays open so long; disposing it
/// settles an answer that was not needed. Owns the attempt's reply and bytes.
/// </summary>
public sealed class KeptAnswer : IDisposable
{
    private readonly Settlement _settlement;
    private readonly Exchange _exchange;

    /// <param name="verdict">Why it did not pass.</param>
    public KeptAnswer(Settlement settlement, Exchange exchange, SentAttempt sent, HeldAnswer held, string verdict)
    {
        _settlement = settlement;
        _exchange = exchange;
        Sent = sent;
        Held = held;
        Verdict = verdict;
        // Its time is over, whatever becomes of the next one's.
        Attempt.TotalMs = exchange.Clock.GetElapsedTime(Attempt.SentAt).TotalMilliseconds;
    }

    public SentAttempt Sent { get; }

    public HeldAnswer Held { get; }

    public string Verdict { get; }

    public Attempt Attempt => Sent.Attempt;

    public UpstreamReply Reply => Sent.Reply!;

    public void Dispose()
    {
        try
        {
            if (!Attempt.IsSettled)
            {
                // :: Step 10: Settle what did not pass; it is paid all the same.
                _settlement.Escalated(_exchange, Attempt, Reply, Held.Answer!, Verdict);
            }
        }
        finally
        {
            Held.Dispose();
            Sent.Dispose();
        }
    }
}
