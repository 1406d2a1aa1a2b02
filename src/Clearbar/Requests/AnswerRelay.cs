using System.Buffers;
using System.Text;
using Clearbar.Upstreams;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Requests;

/// <summary>
/// Step 9. Brings an upstream's bytes to the client as they are. The last event (or the whole body) waits until the attempt has been settled
/// (invariant I1); what broke off is told as an error (invariant I7).
/// </summary>
public sealed class AnswerRelay(Settlement settlement)
{
    /// <summary>Headers of an upstream answer that mean something to the client of the same dialect.</summary>
    private static readonly string[] PassedPrefixes = ["anthropic-", "x-amzn-bedrock-"];

    /// <summary>Headers every response carries, whatever became of the request.</summary>
    public static void SetHeaders(Exchange exchange)
    {
        var headers = exchange.Http.Response.Headers;
        headers[GatewayHeaders.Id] = exchange.RequestId;
        headers[exchange.Dialect.RequestIdHeader] = exchange.RequestId;
        if (exchange.Class.Name is { } name)
        {
            headers[GatewayHeaders.Class] = name;
        }

        if (exchange.Path.Length > 0)
        {
            headers[GatewayHeaders.Path] = exchange.Path;
        }
    }

    /// <summary>Relays an answer without holding it: nothing is checked first.</summary>
    public async Task PassAsync(Exchange exchange, Attempt attempt, UpstreamReply reply)
    {
        if (!exchange.Outline.Stream)
        {
            using var held = await HoldAsync(exchange, attempt, reply);
            await ReleaseAsync(exchange, attempt, reply, held, verdict: null);
            return;
        }

        SetAttemptHeaders(exchange, attempt, reply);
        await using var client = new ClientStream(exchange);
        await StreamAsync(exchange, attempt, reply, client);
    }

    /// <summary>Reads an answer to its end before the client sees any of it.</summary>
    /// <param name="isAnswer">False for the body of a refusal: it is kept as bytes and not read as an answer.</param>
    public static async Task<HeldAnswer> HoldAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, bool isAnswer = true)
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

            return exchange.Outline.Stream ? ReadHeldStream(exchange, ref buffer) : ReadHeldWhole(exchange, ref buffer);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            return Broken(ref buffer, $"the upstream's answer broke off ({exception.GetType().Name})");
        }
        finally
        {
            buffer.Dispose();
        }
    }

    /// <summary>Settles a held answer as accepted and relays it, or settles it as broken and tells the client.</summary>
    /// <param name="verdict">Why it is relayed although a gate did not pass it; null when all passed.</param>
    public async Task ReleaseAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, HeldAnswer held, string? verdict)
    {
        if (held.Error is { } error)
        {
            settlement.Broken(exchange, attempt, reply, held.Answer, error.Message);
            await ErrorReply.WriteAsync(exchange, error);
            return;
        }

        settlement.Accepted(exchange, attempt, reply, held.Answer!, verdict);
        SetAttemptHeaders(exchange, attempt, reply);
        var response = exchange.Http.Response;
        response.Headers[GatewayHeaders.Cost] = CostText(exchange);
        if (verdict is not null)
        {
            response.Headers[GatewayHeaders.Gate] = Ascii(verdict);
        }

        response.StatusCode = reply.Status;
        response.ContentType = exchange.Outline.Stream ? exchange.Dialect.StreamContentType : exchange.Dialect.AnswerContentType;
        if (!exchange.Outline.Stream)
        {
            response.ContentLength = held.Bytes.Length;
        }

        await response.BodyWriter.WriteAsync(held.Bytes, exchange.Aborted);
    }

    /// <summary>Relays an upstream's refusal as it came: status, body, and the headers its clients act on.</summary>
    public static async Task RefusalAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, HeldAnswer body)
    {
        var response = exchange.Http.Response;
        SetAttemptHeaders(exchange, attempt, reply);
        foreach (var name in (ReadOnlySpan<string>)["retry-after", "retry-after-ms", "x-should-retry", "x-amzn-errortype"])
        {
            if (reply.Header(name) is { } value)
            {
                response.Headers[name] = value;
            }
        }

        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType ?? exchange.Dialect.AnswerContentType;
        response.ContentLength = body.Bytes.Length;
        await response.BodyWriter.WriteAsync(body.Bytes, exchange.Aborted);
    }

    /// <summary>Relays an answer the gateway made itself on rung 0. It has been settled already.</summary>
    public static async Task LocalAsync(Exchange exchange, Answer answer)
    {
        var output = new ArrayBufferWriter<byte>(512);
        var response = exchange.Http.Response;
        SetHeaders(exchange);
        response.Headers[GatewayHeaders.Model] = answer.Model;
        response.Headers[GatewayHeaders.Edits] = "none";
        response.Headers[GatewayHeaders.Cost] = CostText(exchange);
        if (exchange.Outline.Stream)
        {
            exchange.Dialect.WriteAnswerStream(output, answer);
            foreach (var (name, value) in exchange.Dialect.StreamHeaders)
            {
                response.Headers[name] = value;
            }

            response.ContentType = exchange.Dialect.StreamContentType;
        }
        else
        {
            exchange.Dialect.WriteAnswer(output, answer);
            response.ContentType = exchange.Dialect.AnswerContentType;
            response.ContentLength = output.WrittenCount;
        }

        await response.BodyWriter.WriteAsync(output.WrittenMemory, exchange.Aborted);
    }

    private static void SetAttemptHeaders(Exchange exchange, Attempt attempt, UpstreamReply reply)
    {
        if (exchange.Http.Response.HasStarted)
        {
            return;
        }

        SetHeaders(exchange);
        var headers = exchange.Http.Response.Headers;
        headers[GatewayHeaders.Model] = attempt.Step.WireModelId;
        headers[GatewayHeaders.Edits] = attempt.EditLabels();
        if (reply.IsEmulated)
        {
            headers[GatewayHeaders.Emulated] = "true";
        }

        reply.CopyHeaders(PassedPrefixes, headers);
    }

    private async Task StreamAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, ClientStream client)
    {
        var reader = exchange.Dialect.CreateStreamReader();
        var buffer = new ByteBuffer(16 * 1024);
        try
        {
            while (true)
            {
                var read = await ReadMoreAsync(exchange, attempt, reply, buffer.Space());
                if (read == 0)
                {
                    break;
                }

                buffer.Added(read);
                var (complete, beforeLast) = reader.Read(buffer.Unread.Span);
                if (reader.Error is { } error)
                {
                    settlement.Broken(exchange, attempt, reply, reader.ToAnswer(), error.Message);
                    await EndWithErrorAsync(exchange, client, error, reader.ErrorIsRelayable ? buffer.Unread[..complete] : default);
                    return;
                }

                await client.WriteAsync(buffer.Unread[..beforeLast]);
                if (reader.IsComplete)
                {
                    settlement.Accepted(exchange, attempt, reply, reader.ToAnswer(), verdict: null);
                    await WriteCostAsync(exchange, client);
                    await client.WriteAsync(buffer.Unread[beforeLast..complete]);
                    return;
                }

                buffer.Taken(complete);
            }

            await BreakAsync(exchange, attempt, reply, reader, client, "the upstream ended the stream before the answer was complete");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            await BreakAsync(exchange, attempt, reply, reader, client, $"the upstream's stream broke off ({exception.GetType().Name})");
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            settlement.ClientGone(exchange, attempt, reply, reader.ToAnswer());
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private async Task BreakAsync(
        Exchange exchange, Attempt attempt, UpstreamReply reply, AnswerStreamReader reader, ClientStream client, string reason)
    {
        settlement.Broken(exchange, attempt, reply, reader.ToAnswer(), reason);
        await EndWithErrorAsync(exchange, client, new GatewayError(ErrorKind.UpstreamFailure, reason), default);
    }

    /// <summary>Ends a stream with an error event: the upstream's own where it is one of the client's dialect, ours otherwise.</summary>
    private static async Task EndWithErrorAsync(Exchange exchange, ClientStream client, GatewayError error, ReadOnlyMemory<byte> relayed)
    {
        if (!client.HasStarted && relayed.IsEmpty)
        {
            await ErrorReply.WriteAsync(exchange, error);
            return;
        }

        if (relayed.IsEmpty)
        {
            var output = new ArrayBufferWriter<byte>(256);
            exchange.Dialect.WriteStreamError(output, error, exchange.RequestId);
            relayed = output.WrittenMemory;
        }

        await client.WriteAsync(relayed);
    }

    /// <summary>The cost is known only now: an HTTP/2 trailer where there are trailers, an SSE comment where the dialect is SSE.</summary>
    private static async ValueTask WriteCostAsync(Exchange exchange, ClientStream client)
    {
        var response = exchange.Http.Response;
        if (response.SupportsTrailers())
        {
            response.AppendTrailer(GatewayHeaders.Cost, CostText(exchange));
        }
        else if (exchange.Dialect.Id == Dialect.Anthropic)
        {
            await client.WriteAsync(Encoding.ASCII.GetBytes($": {GatewayHeaders.Cost} {CostText(exchange)}\n\n"));
        }
    }

    private static async ValueTask<int> ReadMoreAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, Memory<byte> space)
    {
        exchange.BeginUpstreamWait();
        try
        {
            return await reply.Body.ReadAsync(space, exchange.Aborted);
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

    private static HeldAnswer ReadHeldWhole(Exchange exchange, ref ByteBuffer buffer)
    {
        var ok = exchange.Dialect.TryReadAnswer(buffer.Unread.Span, out var answer, out var fault);
        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, answer, ok ? null : NotAnAnswer(fault!.Message));
    }

    private static HeldAnswer ReadHeldStream(Exchange exchange, ref ByteBuffer buffer)
    {
        var reader = exchange.Dialect.CreateStreamReader();
        reader.Read(buffer.Unread.Span);
        var error = reader.Error ?? (reader.IsComplete ? null : NotAnAnswer("the stream ended before the answer was complete"));
        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, reader.ToAnswer(), error);
    }

    private static HeldAnswer Broken(ref ByteBuffer buffer, string reason)
    {
        var (bytes, length) = buffer.Detach();
        return new HeldAnswer(bytes, length, null, new GatewayError(ErrorKind.UpstreamFailure, reason));
    }

    private static GatewayError NotAnAnswer(string detail) => new(ErrorKind.UpstreamFailure, $"the upstream's answer cannot be read: {detail}");

    private static int Capacity(UpstreamReply reply) => (int)Math.Clamp((reply.ContentLength ?? 4096) + 4096, 8192, ByteBuffer.MaxBytes);

    /// <summary>Header values are ASCII; a reason may name an owner's schema path that is not.</summary>
    private static string Ascii(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        }
    });

    private static string CostText(Exchange exchange) =>
        exchange.CostIsKnown ? exchange.Cost.ToString() : "unknown";
}
