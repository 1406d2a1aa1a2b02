using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Gives the reply to a Messages call that went out as InvokeModel the shape of the Messages dialect: answers pass as they are, streams are
/// unwrapped event by event, errors take the shape and status its clients know.
/// </summary>
public static class MessagesReplies
{
    /// <summary>Largest body of an error or a count that is read.</summary>
    private const int MaxSmallBytes = 64 * 1024;

    public static async ValueTask<UpstreamReply> WrapAsync(UpstreamCall call, HttpResponseMessage response, Stream body, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            try
            {
                return await ErrorAsync(call, response, body, cancellation);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }

        if (call.CountsTokens)
        {
            return await CountAsync(call, response, body, cancellation);
        }

        return call.Stream
            ? new UpstreamReply(response, new InvokeSseStream(body, call.RequestId)) { ContentType = WireDialects.Anthropic.StreamContentType, ContentLength = null }
            : new UpstreamReply(response, body);
    }

    private static async ValueTask<UpstreamReply> ErrorAsync(UpstreamCall call, HttpResponseMessage response, Stream body, CancellationToken cancellation)
    {
        var read = await ReadSmallAsync(body, cancellation);
        var type = response.Headers.TryGetValues("x-amzn-errortype", out var values) ? values.FirstOrDefault() : null;
        var error = WireDialects.Invoke.ReadError((int)response.StatusCode, type, read.Span);
        if (error.Kind == ErrorKind.Authentication)
        {
            // It is the gateway's own credentials that were refused: the client's key is good, and a 401 would send it looking in the wrong place.
            error = new GatewayError(ErrorKind.UpstreamFailure, $"deployment '{call.Deployment.Name}' refused the gateway's own AWS credentials: {error.Message}");
        }

        return Told(call, response, error);
    }

    // { "inputTokens": n } (AWS service model, bedrock-runtime 2026-07-31) becomes { "input_tokens": n } (Anthropic API reference)
    private static async ValueTask<UpstreamReply> CountAsync(UpstreamCall call, HttpResponseMessage response, Stream body, CancellationToken cancellation)
    {
        var read = await ReadSmallAsync(body, cancellation);
        try
        {
            using var json = JsonDocument.Parse(read);
            var text = string.Create(CultureInfo.InvariantCulture, $$"""{"input_tokens":{{json.RootElement.GetProperty("inputTokens").GetInt64()}}}""");
            return Replaced(response, Encoding.ASCII.GetBytes(text), (int)response.StatusCode);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Told(call, response, new GatewayError(ErrorKind.UpstreamFailure, "the upstream's count cannot be read"));
        }
    }

    private static UpstreamReply Told(UpstreamCall call, HttpResponseMessage response, GatewayError error)
    {
        var output = new ArrayBufferWriter<byte>(256);
        WireDialects.Anthropic.WriteError(output, error, call.RequestId);
        return Replaced(response, output.WrittenSpan.ToArray(), WireDialects.Anthropic.StatusOf(error));
    }

    private static UpstreamReply Replaced(HttpResponseMessage response, byte[] body, int status) =>
        new(response, new MemoryStream(body, writable: false))
        {
            Status = status,
            ContentType = WireDialects.Anthropic.AnswerContentType,
            ContentLength = body.Length,
        };

    private static async ValueTask<ReadOnlyMemory<byte>> ReadSmallAsync(Stream body, CancellationToken cancellation)
    {
        var buffer = new byte[MaxSmallBytes];
        try
        {
            return buffer.AsMemory(0, await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // A refusal whose words were lost is still a refusal; its status tells what kind. A count that was lost cannot be read.
            return ReadOnlyMemory<byte>.Empty;
        }
    }
}
