using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// A streamed answer that was refused before its end, read on only for the provider's counts. Owns the reply and the buffer, which reading frees, and what
/// the attempt holds of budgets and quotas, which its settlement gives back. Of the exchange, which may be over, it only reads what never changes.
/// </summary>
public sealed class RefusedStream(Exchange exchange, Attempt attempt, UpstreamReply reply, StreamedAnswer stream)
{
    private readonly string _reason = stream.Reason;

    public string RequestId => exchange.RequestId;

    /// <summary>Reads what is left, frees the reply and the buffer, and settles. Throws nothing that an upstream can cause.</summary>
    /// <param name="limit">Ends the reading.</param>
    /// <param name="atOnce">Only what has come already is read; then the connection is closed.</param>
    /// <exception cref="Ledger.LedgerUnavailableException">What it has cost could not be written down; it is owed.</exception>
    public async Task EndAsync(Settlement settlement, CancellationTokenSource limit, bool atOnce)
    {
        try
        {
            var isWhole = await ReadAsync(limit, atOnce);
            settlement.RefusedEarly(exchange, attempt, reply, stream.Reader.ToAnswer(), isWhole, _reason);
        }
        finally
        {
            reply.Dispose();
            stream.Dispose();
            // Where anything threw past the settlement, what it held is charged at its ceiling.
            attempt.Holds?.GiveBack();
        }
    }

    private async Task<bool> ReadAsync(CancellationTokenSource limit, bool atOnce)
    {
        var reader = stream.Reader;
        try
        {
            reply.Watch?.Follow(limit.Token);
            while (!reader.IsComplete && reader.Error is null)
            {
                stream.Drop();
                var reading = reply.Body.ReadAsync(stream.Space(), limit.Token);
                if (atOnce && !reading.IsCompleted)
                {
                    // A read that is under way takes the connection with it when it is cancelled; freeing the reply alone would read on for a while.
                    await limit.CancelAsync();
                }

                var read = await reading;
                if (read == 0)
                {
                    break;
                }

                stream.Added(read);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            // It ends where it ends: what it has cost is not known then, which its entry says. One that has had its last event is whole all the same.
            return reader.IsComplete && reader.Error is null;
        }

        return reader.IsComplete && reader.Error is null;
    }
}
