using System.Buffers;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>Tells a client of a failure in its own dialect, before or after the response has started (invariant I7).</summary>
public static class ErrorReply
{
    public static async ValueTask WriteAsync(Exchange exchange, GatewayError error)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var response = exchange.Http.Response;
        if (exchange.Client is { } client)
        {
            await client.QuietAsync();
        }

        if (response.HasStarted)
        {
            exchange.Dialect.WriteStreamError(output, error, exchange.RequestId);
            await response.BodyWriter.WriteAsync(output.WrittenMemory, exchange.Aborted);
            BreakOff(exchange);
            return;
        }

        AnswerRelay.SetHeaders(exchange);
        response.StatusCode = error.Status ?? exchange.Dialect.StatusOf(error);
        response.ContentType = exchange.Dialect.AnswerContentType;
        foreach (var (name, value) in exchange.Dialect.HeadersOf(error))
        {
            response.Headers[name] = value;
        }

        exchange.Dialect.WriteError(output, error, exchange.RequestId);
        response.ContentLength = output.WrittenCount;
        await response.BodyWriter.WriteAsync(output.WrittenMemory, exchange.Aborted);
    }

    /// <summary>
    /// To be called once a stream has had its error event. OpenAI's own .NET client (2.15.0) takes no notice of that event and ends quietly with
    /// what it has, so for that dialect the response must not end as HTTP says it should (invariant I7).
    /// </summary>
    public static void BreakOff(Exchange exchange) => exchange.BreaksOff |= exchange.Dialect.Id == Dialect.OpenAi;
}
