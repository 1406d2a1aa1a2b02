using System.Buffers;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Gives the reply to a Messages call that went out as InvokeModel the shape of the Messages dialect: answers pass as they are, streams are
/// unwrapped event by event, errors take the shape and status its clients know.
/// </summary>
public static class MessagesReplies
{
    /// <summary>Largest error body that is read; what is longer is told by its status alone.</summary>
    private const int MaxErrorBytes = 64 * 1024;

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

        return call.Stream
            ? new UpstreamReply(response, new InvokeSseStream(body, call.RequestId)) { ContentType = WireDialects.Anthropic.StreamContentType, ContentLength = null }
            : new UpstreamReply(response, body);
    }

    private static async ValueTask<UpstreamReply> ErrorAsync(UpstreamCall call, HttpResponseMessage response, Stream body, CancellationToken cancellation)
    {
        var read = await ReadErrorAsync(body, cancellation);
        var type = response.Headers.TryGetValues("x-amzn-errortype", out var values) ? values.FirstOrDefault() : null;
        var error = WireDialects.Invoke.ReadError((int)response.StatusCode, type, read.Span);
        if (error.Kind == ErrorKind.Authentication)
        {
            // It is the gateway's own credentials that were refused: the client's key is good, and a 401 would send it looking in the wrong place.
            error = new GatewayError(ErrorKind.UpstreamFailure, $"deployment '{call.Deployment.Name}' refused the gateway's own AWS credentials: {error.Message}");
        }

        var output = new ArrayBufferWriter<byte>(256);
        WireDialects.Anthropic.WriteError(output, error, call.RequestId);
        return new UpstreamReply(response, new MemoryStream(output.WrittenSpan.ToArray(), writable: false))
        {
            Status = WireDialects.Anthropic.StatusOf(error),
            ContentType = WireDialects.Anthropic.AnswerContentType,
            ContentLength = output.WrittenCount,
        };
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadErrorAsync(Stream body, CancellationToken cancellation)
    {
        var buffer = new byte[MaxErrorBytes];
        try
        {
            return buffer.AsMemory(0, await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // A refusal whose words were lost is still a refusal; its status tells what kind.
            return ReadOnlyMemory<byte>.Empty;
        }
    }
}
