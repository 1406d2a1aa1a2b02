using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>Reads an upstream's answer to its end, before the client sees any of it: for gates, and for answers that are one body.</summary>
public sealed class AnswerHolder(Settlement settlement)
{
    /// <summary>Reads an answer to its end before the client sees any of it.</summary>
    /// <param name="isAnswer">False for the body of a refusal: it is kept as bytes and not read as an answer.</param>
    public async Task<HeldAnswer> HoldAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, bool isAnswer = true)
    {
        if (isAnswer && exchange.Outline.Stream)
        {
            using var stream = Begin(attempt, reply, HoldUntil.TheEnd);
            return (await HoldAsync(exchange, attempt, reply, stream))!;
        }

        var buffer = new ByteBuffer(Capacity(reply));
        try
        {
            while (await ReadMoreAsync(exchange, attempt, reply, buffer.Space()) is var read and > 0)
            {
                buffer.Added(read);
            }

            return isAnswer ? ReadWhole(attempt, ref buffer) : Unread(ref buffer, null);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            // A whole answer says nothing until all of it is there.
            return Unread(ref buffer, BrokenOff(exception));
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            settlement.ClientGone(exchange, attempt, reply, null);
            throw;
        }
        finally
        {
            buffer.Dispose();
        }
    }

    /// <summary>A stream that nothing has been read of.</summary>
    public static StreamedAnswer Begin(Attempt attempt, UpstreamReply reply, HoldUntil until) => new(attempt, Capacity(reply), until);

    /// <summary>Reads a stream on while it is to be held; null when it is not, see <see cref="StreamedAnswer.State"/>.</summary>
    public async Task<HeldAnswer?> HoldAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, StreamedAnswer stream)
    {
        try
        {
            while (stream.State == HoldState.Held)
            {
                var read = await ReadMoreAsync(exchange, attempt, reply, stream.Space());
                if (read == 0)
                {
                    return stream.End(null);
                }

                stream.Added(read);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            // A stream that has had its last event is whole, however its connection ends.
            return stream.End(BrokenOff(exception));
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            settlement.ClientGone(exchange, attempt, reply, stream.Reader.ToAnswer());
            throw;
        }
    }

    /// <summary>Reads the next bytes of an answer; the time it takes is the upstream's and not the gateway's.</summary>
    public static async ValueTask<int> ReadMoreAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, Memory<byte> space)
    {
        exchange.BeginUpstreamWait();
        try
        {
            return await reply.Body.ReadAsync(space, exchange.Working);
        }
        finally
        {
            exchange.EndUpstreamWait();
            if (attempt.FirstByteMs == 0)
            {
                attempt.FirstByteMs = exchange.Clock.GetElapsedTime(attempt.SentAt).TotalMilliseconds;
            }
        }
    }

    private static HeldAnswer ReadWhole(Attempt attempt, ref ByteBuffer buffer)
    {
        var ok = attempt.Dialect.TryReadAnswer(buffer.Unread.Span, out var answer, out var fault);
        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, answer, ok ? null : NotAnAnswer(fault!.Message));
    }

    private static HeldAnswer Unread(ref ByteBuffer buffer, GatewayError? error)
    {
        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, null, error);
    }

    /// <summary>Silence is a time-out, as it is where a stream is relayed at once.</summary>
    private static GatewayError BrokenOff(Exception exception) => exception is UpstreamSilentException
        ? new GatewayError(ErrorKind.UpstreamTimeout, exception.Message)
        : NotAnAnswer($"it broke off ({exception.GetType().Name})");

    internal static GatewayError NotAnAnswer(string detail) => new(ErrorKind.UpstreamFailure, $"the upstream's answer cannot be read: {detail}");

    private static int Capacity(UpstreamReply reply) => (int)Math.Clamp((reply.ContentLength ?? 4096) + 4096, 8192, ByteBuffer.MaxBytes);
}
