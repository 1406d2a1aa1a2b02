using System.Buffers;
using System.Text;
using Clearbar.Upstreams;
using Clearbar.Wire;
using Clearbar.Wire.Dialects.OpenAi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Requests;

/// <summary>
/// Step 9. Brings an upstream's bytes to the client as they are. The last event (or the whole body) waits until the attempt has been settled
/// (invariant I1); what broke off is told as an error (invariant I7).
/// </summary>
public sealed class AnswerRelay(Settlement settlement, AnswerHolder holder)
{
    /// <summary>
    /// What an open stream holds for as long as it lives, so no more than most reads bring; it grows where one event is larger. The connection's own
    /// buffer, out of which most reads come, is of 4 KiB.
    /// </summary>
    private const int StreamBufferBytes = 8 * 1024;

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
            using var held = await holder.HoldAsync(exchange, attempt, reply);
            await ReleaseAsync(exchange, attempt, reply, held, verdict: null);
            return;
        }

        var client = exchange.Client!;
        await client.SetHeadersAsync(attempt, reply);
        using var stream = new StreamedAnswer(attempt, StreamBufferBytes, HoldUntil.TheEnd);
        await StreamAsync(exchange, attempt, reply, client, stream, judge: null);
    }

    /// <summary>Relays a stream that was held: what has come at once, what is still to come as it comes.</summary>
    /// <param name="judge">Why the whole answer does not pass its gates, or null; asked when it has come, before it is settled.</param>
    public async Task GoOnAsync(
        Exchange exchange, Attempt attempt, UpstreamReply reply, StreamedAnswer stream, Func<Answer, ValueTask<string?>> judge)
    {
        var client = exchange.Client!;
        if (!await client.SetHeadersAsync(attempt, reply))
        {
            await WriteCommentsAsync(exchange, attempt, verdict: null, isWhole: false, client);
        }

        await StreamAsync(exchange, attempt, reply, client, stream, judge);
    }

    /// <summary>Settles a held answer as accepted and relays it, or settles it as broken and tells the client.</summary>
    /// <param name="verdict">Why it is relayed although a gate did not pass it; null when all passed.</param>
    public async Task ReleaseAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, HeldAnswer held, string? verdict)
    {
        if (held.Error is { } error)
        {
            SettleBroken(exchange, attempt, reply, held);
            await ErrorReply.WriteAsync(exchange, error);
            return;
        }

        if (!held.TryCross(exchange, attempt))
        {
            const string Unsayable = "the upstream's answer cannot be brought into the client's dialect";
            settlement.Broken(exchange, attempt, reply, held.Answer, Unsayable);
            await ErrorReply.WriteAsync(exchange, new GatewayError(ErrorKind.UpstreamFailure, Unsayable));
            return;
        }

        settlement.Accepted(exchange, attempt, reply, held.Answer!, verdict);
        if (exchange.Client is { } client)
        {
            await client.QuietAsync();
            if (client.HasStarted)
            {
                await WriteCommentsAsync(exchange, attempt, verdict, isWhole: true, client);
                await client.WriteAsync(held.Bytes);
                return;
            }
        }

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

    /// <summary>Settles a held answer that broke off or is none.</summary>
    public void SettleBroken(Exchange exchange, Attempt attempt, UpstreamReply reply, HeldAnswer held) =>
        settlement.Broken(exchange, attempt, reply, held.Answer, ReasonOf(held.Error!, held.ErrorIsUpstreams));

    /// <summary>
    /// Relays an upstream's refusal as it came: status, body, and the headers its clients act on. What is no error of the dialect (a proxy's page,
    /// a body that broke off, a redirect) is told as <paramref name="error"/> instead.
    /// </summary>
    public static async Task RefusalAsync(Exchange exchange, Attempt attempt, UpstreamReply reply, HeldAnswer body, GatewayError error)
    {
        if (exchange.Client is { } client)
        {
            await client.QuietAsync();
            if (client.HasStarted)
            {
                // Pings have sent the status already: the refusal can only be told inside the stream.
                await ErrorReply.WriteAsync(exchange, error);
                return;
            }
        }

        var response = exchange.Http.Response;
        SetAttemptHeaders(exchange, attempt, reply);
        foreach (var name in (ReadOnlySpan<string>)["retry-after", "retry-after-ms", "x-should-retry", "x-amzn-errortype"])
        {
            if (reply.Header(name) is { } value)
            {
                response.Headers[name] = value;
            }
        }

        if (error.ShouldRetry == false)
        {
            // Whatever the upstream says of retrying: ours are over (invariant I11).
            response.Headers["x-should-retry"] = "false";
        }

        if (attempt.Rendition.Crossing is not null || body.Error is not null || !RefusalBody.IsReadable(exchange.Dialect.Id, body.Bytes))
        {
            await ErrorReply.WriteAsync(exchange, error);
            return;
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
            WriteLocalStream(output, exchange, answer);
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

    /// <summary>Of the dialects only OpenAI's has counts that come on demand.</summary>
    private static void WriteLocalStream(ArrayBufferWriter<byte> output, Exchange exchange, Answer answer)
    {
        if (exchange.Dialect is OpenAiDialect chat)
        {
            chat.WriteAnswerStream(output, answer, exchange.Outline.WantsStreamUsage);
        }
        else
        {
            exchange.Dialect.WriteAnswerStream(output, answer);
        }
    }

    /// <summary>Headers that say which attempt answered, and those of the upstream that mean something to the client; not at all when they are gone.</summary>
    public static void SetAttemptHeaders(Exchange exchange, Attempt attempt, UpstreamReply reply)
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

        if (attempt.Rendition.Crossing is null)
        {
            reply.CopyHeaders(PassedPrefixes, headers);
        }
    }

    private async Task StreamAsync(
        Exchange exchange, Attempt attempt, UpstreamReply reply, ClientStream client, StreamedAnswer stream, Func<Answer, ValueTask<string?>>? judge)
    {
        var reader = stream.Reader;
        var crossed = attempt.CreateCrossedStream(exchange);
        try
        {
            while (true)
            {
                var (unread, complete, beforeLast) = (stream.Unread, stream.Complete, stream.BeforeLast);
                // Of a stream that turns out damaged before anything was sent, nothing is: an HTTP error can be retried, half an answer cannot.
                if (reader.Error is null || reader.ErrorIsRelayable || client.HasStarted)
                {
                    await client.WriteAsync(crossed is null ? unread[..beforeLast] : crossed.Take(unread.Span[..beforeLast]));
                }

                if (reader.Error is { } error)
                {
                    settlement.Broken(exchange, attempt, reply, reader.ToAnswer(), ReasonOf(error, reader.ErrorIsRelayable));
                    await EndWithErrorAsync(exchange, client, error, reader.ErrorIsRelayable && crossed is null ? unread[beforeLast..complete] : default);
                    return;
                }

                if (reader.IsComplete)
                {
                    // Before settling: what cannot be crossed is a broken answer, and an attempt is settled once.
                    var last = crossed is null ? unread[beforeLast..complete] : crossed.Take(unread.Span[beforeLast..complete]);
                    var answer = reader.ToAnswer();
                    var verdict = judge is null ? null : await judge(answer);
                    settlement.Accepted(exchange, attempt, reply, answer, verdict);
                    await client.WriteAsync(TellEnd(exchange, verdict), last);
                    return;
                }

                stream.Drop();
                var read = await AnswerHolder.ReadMoreAsync(exchange, attempt, reply, stream.Space());
                if (read == 0)
                {
                    break;
                }

                stream.Added(read);
            }

            await BreakAsync(exchange, attempt, reply, reader, client, "the upstream ended the stream before the answer was complete");
        }
        catch (UpstreamSilentException silent)
        {
            settlement.Broken(exchange, attempt, reply, reader.ToAnswer(), silent.Message);
            await EndWithErrorAsync(exchange, client, new GatewayError(ErrorKind.UpstreamTimeout, silent.Message), default);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            await BreakAsync(exchange, attempt, reply, reader, client, $"the upstream's stream broke off ({exception.GetType().Name})");
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            // A client that leaves while its last event is being written leaves a settled attempt behind.
            if (!attempt.IsSettled)
            {
                settlement.ClientGone(exchange, attempt, reply, reader.ToAnswer());
            }
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
        await client.QuietAsync();
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
        ErrorReply.BreakOff(exchange);
    }

    /// <summary>What would have been headers, had no ping sent those before: comments, which every reader of events skips. Only SSE has pings.</summary>
    /// <param name="isWhole">The answer has ended, so that its cost is known.</param>
    private static ValueTask WriteCommentsAsync(Exchange exchange, Attempt attempt, string? verdict, bool isWhole, ClientStream client)
    {
        var text = new StringBuilder();
        AddComment(text, GatewayHeaders.Model, attempt.Step.WireModelId);
        AddComment(text, GatewayHeaders.Path, exchange.Path);
        AddComment(text, GatewayHeaders.Edits, attempt.EditLabels());
        if (isWhole)
        {
            AddComment(text, GatewayHeaders.Cost, CostText(exchange));
        }

        if (verdict is not null)
        {
            AddComment(text, GatewayHeaders.Gate, Ascii(verdict));
        }

        return client.WriteAsync(Encoding.ASCII.GetBytes(text.Append('\n').ToString()));
    }

    /// <summary>
    /// The cost, and a verdict that came too late to be acted on, are known only now: HTTP/2 trailers where there are trailers, and otherwise, where the
    /// dialect is SSE, the comments that are returned to be written before the last event.
    /// </summary>
    private static byte[] TellEnd(Exchange exchange, string? verdict)
    {
        var response = exchange.Http.Response;
        if (response.SupportsTrailers())
        {
            response.AppendTrailer(GatewayHeaders.Cost, CostText(exchange));
            if (verdict is not null)
            {
                response.AppendTrailer(GatewayHeaders.Gate, Ascii(verdict));
            }

            return [];
        }

        if (exchange.Dialect.Id is not (Dialect.Anthropic or Dialect.OpenAi))
        {
            return [];
        }

        var text = new StringBuilder();
        AddComment(text, GatewayHeaders.Cost, CostText(exchange));
        if (verdict is not null)
        {
            AddComment(text, GatewayHeaders.Gate, Ascii(verdict));
        }

        return Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }

    private static void AddComment(StringBuilder text, string name, string value) => text.Append(": ").Append(name).Append(' ').Append(value).Append('\n');

    /// <summary>Header values are ASCII; a reason may name an owner's schema path that is not.</summary>
    private static string Ascii(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        }
    });

    /// <summary>What the ledger keeps of an error: our own words, but only the kind of the upstream's, which may quote the prompt (invariant I9).</summary>
    private static string ReasonOf(GatewayError error, bool isUpstreams) => isUpstreams ? error.Kind.ToString() : error.Message;

    private static string CostText(Exchange exchange) =>
        exchange.CostIsKnown ? exchange.Cost.ToString() : "unknown";
}
