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
        var buffer = new ByteBuffer(Capacity(reply));
        try
        {
            while (await ReadMoreAsync(exchange, attempt, reply, buffer.Space()) is var read and > 0)
            {
                buffer.Added(read);
            }

            if (!isAnswer)
            {
                var (bytes, length) = buffer.Detach();
                return new HeldAnswer(bytes, length, null, null);
            }

            return exchange.Outline.Stream ? ReadHeldStream(attempt, ref buffer) : ReadHeldWhole(attempt, ref buffer);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            return ReadBroken(exchange, attempt, ref buffer, isAnswer, BrokenOff(exception));
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            settlement.ClientGone(exchange, attempt, reply, SoFar(exchange, attempt, buffer.Unread.Span));
            throw;
        }
        finally
        {
            buffer.Dispose();
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

    private static HeldAnswer ReadHeldWhole(Attempt attempt, ref ByteBuffer buffer)
    {
        var ok = attempt.Dialect.TryReadAnswer(buffer.Unread.Span, out var answer, out var fault);
        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, answer, ok ? null : NotAnAnswer(fault!.Message));
    }

    private static HeldAnswer ReadHeldStream(Attempt attempt, ref ByteBuffer buffer, GatewayError? end = null)
    {
        var reader = attempt.Dialect.CreateStreamReader();
        reader.Read(buffer.Unread.Span);
        var error = reader.Error ?? (reader.IsComplete ? null : end ?? NotAnAnswer("the stream ended before the answer was complete"));
        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, reader.ToAnswer(), error) { ErrorIsUpstreams = reader.ErrorIsRelayable };
    }

    /// <summary>A stream that has had its last event is whole, however its connection ends; a whole answer says nothing until all of it is there.</summary>
    private static HeldAnswer ReadBroken(Exchange exchange, Attempt attempt, ref ByteBuffer buffer, bool isAnswer, GatewayError error)
    {
        if (isAnswer && exchange.Outline.Stream)
        {
            return ReadHeldStream(attempt, ref buffer, error);
        }

        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, null, error);
    }

    /// <summary>What has come of a stream; null where there is none.</summary>
    private static Answer? SoFar(Exchange exchange, Attempt attempt, ReadOnlySpan<byte> bytes)
    {
        if (!exchange.Outline.Stream)
        {
            return null;
        }

        var reader = attempt.Dialect.CreateStreamReader();
        reader.Read(bytes);
        return reader.ToAnswer();
    }

    /// <summary>Silence is a time-out, as it is where a stream is relayed at once.</summary>
    private static GatewayError BrokenOff(Exception exception) => exception is UpstreamSilentException
        ? new GatewayError(ErrorKind.UpstreamTimeout, exception.Message)
        : NotAnAnswer($"it broke off ({exception.GetType().Name})");

    private static GatewayError NotAnAnswer(string detail) => new(ErrorKind.UpstreamFailure, $"the upstream's answer cannot be read: {detail}");

    private static int Capacity(UpstreamReply reply) => (int)Math.Clamp((reply.ContentLength ?? 4096) + 4096, 8192, ByteBuffer.MaxBytes);
}
