using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Wire;

/// <summary>
/// Everything the request's journey needs to know about one wire format. Stateless: one shared instance per dialect
/// (<see cref="WireDialects"/>).
/// </summary>
public abstract class WireDialect
{
    public abstract Dialect Id { get; }

    /// <summary>Content type of a whole answer, <c>application/json</c>.</summary>
    public abstract string AnswerContentType { get; }

    /// <summary>Content type of a streamed answer.</summary>
    public abstract string StreamContentType { get; }

    /// <summary>Name of the response header that carries the request id (<c>request-id</c>, <c>x-amzn-requestid</c>).</summary>
    public abstract string RequestIdHeader { get; }

    /// <summary>Headers a streamed answer carries beside its content type.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> StreamHeaders => [];

    /// <summary>
    /// Reads a request body in a single pass. <paramref name="pathModel"/> and <paramref name="pathStream"/> carry what the URL says (Converse, InvokeModel);
    /// they are null where the body says it (Anthropic). Never throws for bad input.
    /// </summary>
    public abstract bool TryReadRequest(
        ReadOnlySpan<byte> body,
        string? pathModel,
        bool? pathStream,
        [NotNullWhen(true)] out RequestOutline? outline,
        [NotNullWhen(false)] out WireFault? fault);

    /// <summary>Reads a whole (not streamed) answer. Never throws for bad input.</summary>
    public abstract bool TryReadAnswer(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out Answer? answer,
        [NotNullWhen(false)] out WireFault? fault);

    public abstract AnswerStreamReader CreateStreamReader();

    /// <summary>Writes an answer the gateway made itself (rung 0) as a whole response body.</summary>
    public abstract void WriteAnswer(IBufferWriter<byte> output, Answer answer);

    /// <summary>Writes an answer the gateway made itself as the complete event sequence of a stream.</summary>
    public abstract void WriteAnswerStream(IBufferWriter<byte> output, Answer answer);

    /// <summary>HTTP status of an error in this dialect.</summary>
    public abstract int StatusOf(GatewayError error);

    /// <summary>Headers an error carries beside the body, for example <c>x-amzn-errortype</c>, <c>retry-after</c>, <c>x-should-retry</c>.</summary>
    public abstract IEnumerable<KeyValuePair<string, string>> HeadersOf(GatewayError error);

    /// <summary>Writes an error body.</summary>
    public abstract void WriteError(IBufferWriter<byte> output, GatewayError error, string requestId);

    /// <summary>Writes an error as an event in a stream whose HTTP status has already gone out as 200 (invariant I7).</summary>
    public abstract void WriteStreamError(IBufferWriter<byte> output, GatewayError error, string requestId);

    /// <summary>Writes an event that keeps the connection alive and means nothing. False where the dialect has none (Converse).</summary>
    public abstract bool TryWritePing(IBufferWriter<byte> output);

    /// <summary>Reads an upstream's error body and status, so that it can be told in another dialect or decided upon.</summary>
    public abstract GatewayError ReadError(int status, string? errorTypeHeader, ReadOnlySpan<byte> body);
}
