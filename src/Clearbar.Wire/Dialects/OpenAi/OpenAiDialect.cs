using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>OpenAI's Chat Completions dialect: JSON bodies, server-sent events without names.</summary>
public sealed class OpenAiDialect : WireDialect
{
    private readonly TimeProvider _clock;

    /// <param name="clock">Stamps the answers the gateway makes itself.</param>
    internal OpenAiDialect(TimeProvider clock)
    {
        _clock = clock;
    }

    public override Dialect Id => Dialect.OpenAi;

    public override string AnswerContentType => "application/json";

    public override string StreamContentType => "text/event-stream; charset=utf-8";

    public override string RequestIdHeader => "x-request-id";

    public override bool TryReadRequest(
        ReadOnlySpan<byte> body,
        string? pathModel,
        bool? pathStream,
        [NotNullWhen(true)] out RequestOutline? outline,
        [NotNullWhen(false)] out WireFault? fault) =>
        OutlineScanner.TryScan(body, pathModel, pathStream, out outline, out fault);

    public override bool TryReadAnswer(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out WireFault? fault) =>
        AnswerReader.TryRead(body, out answer, out fault);

    public override AnswerStreamReader CreateStreamReader() => new OpenAiStreamReader();

    public override void WriteAnswer(IBufferWriter<byte> output, Answer answer) =>
        AnswerWriter.Write(output, answer, _clock.GetUtcNow());

    /// <summary>
    /// Writes the stream with its chunk of counts, which has no choices. A client that did not ask for it
    /// (<see cref="RequestOutline.WantsStreamUsage"/>) is given the other overload, or the chunk is filtered out.
    /// </summary>
    public override void WriteAnswerStream(IBufferWriter<byte> output, Answer answer) => WriteAnswerStream(output, answer, includeUsage: true);

    /// <summary>Writes the stream with or without its chunk of counts.</summary>
    public void WriteAnswerStream(IBufferWriter<byte> output, Answer answer, bool includeUsage) =>
        OpenAiStreamWriter.Write(output, answer, _clock.GetUtcNow(), includeUsage);

    public override int StatusOf(GatewayError error) => ErrorTable.StatusOf(error.Kind);

    /// <summary>
    /// <c>retry-after</c> where a time is known, and <c>x-should-retry</c>, which the official clients obey over their own rules. An
    /// exhausted budget has the status of a throttle, so without it clients would hammer.
    /// </summary>
    public override IEnumerable<KeyValuePair<string, string>> HeadersOf(GatewayError error)
    {
        var headers = new List<KeyValuePair<string, string>>(2);
        if (error.RetryAfterSeconds is { } seconds)
        {
            headers.Add(new("retry-after", seconds.ToString(CultureInfo.InvariantCulture)));
        }

        if ((error.ShouldRetry ?? (error.Kind == ErrorKind.BudgetExhausted ? false : null)) is { } shouldRetry)
        {
            headers.Add(new("x-should-retry", shouldRetry ? "true" : "false"));
        }

        return headers;
    }

    /// <summary>The request id travels in a header alone: the dialect's error bodies have no place for it.</summary>
    public override void WriteError(IBufferWriter<byte> output, GatewayError error, string requestId) =>
        ErrorWriter.WriteBody(output, error);

    public override void WriteStreamError(IBufferWriter<byte> output, GatewayError error, string requestId) =>
        ErrorWriter.WriteEvent(output, error);

    /// <summary>Writes a comment, which clients skip: the dialect has no event that means nothing.</summary>
    public override bool TryWritePing(IBufferWriter<byte> output)
    {
        output.Write(": ping\n\n"u8);
        return true;
    }

    public override GatewayError ReadError(int status, string? errorTypeHeader, ReadOnlySpan<byte> body) => ErrorReader.Read(status, body);
}
