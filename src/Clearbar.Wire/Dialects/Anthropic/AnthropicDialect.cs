using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>The Anthropic Messages dialect: JSON bodies, server-sent events.</summary>
public sealed class AnthropicDialect : WireDialect
{
    internal AnthropicDialect()
    {
    }

    public override Dialect Id => Dialect.Anthropic;

    public override string AnswerContentType => "application/json";

    public override string StreamContentType => "text/event-stream; charset=utf-8";

    public override string RequestIdHeader => "request-id";

    public override bool TryReadRequest(
        ReadOnlySpan<byte> body,
        string? pathModel,
        bool? pathStream,
        [NotNullWhen(true)] out RequestOutline? outline,
        [NotNullWhen(false)] out WireFault? fault) =>
        OutlineScanner.TryScan(body, Dialect.Anthropic, pathModel, pathStream, counting: false, out outline, out fault);

    /// <summary>
    /// Reads the body of <c>POST /v1/messages/count_tokens</c>: a Messages body without its limits (Anthropic API reference, 2026). Never throws
    /// for bad input.
    /// </summary>
    public static bool TryReadCountRequest(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out RequestOutline? outline, [NotNullWhen(false)] out WireFault? fault) =>
        OutlineScanner.TryScan(body, Dialect.Anthropic, null, false, counting: true, out outline, out fault);

    public override bool TryReadAnswer(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out WireFault? fault) =>
        AnswerReader.TryRead(body, out answer, out fault);

    public override AnswerStreamReader CreateStreamReader() => new AnthropicStreamReader();

    public override void WriteAnswer(IBufferWriter<byte> output, Answer answer) => AnswerWriter.Write(output, answer);

    public override void WriteAnswerStream(IBufferWriter<byte> output, Answer answer) => AnthropicStreamWriter.Write(output, answer);

    public override int StatusOf(GatewayError error) => ErrorTable.StatusOf(error.Kind);

    /// <summary>
    /// <c>retry-after</c> where a time is known, and <c>x-should-retry</c>, which the official clients obey over their own rules. An
    /// exhausted budget says false unless told otherwise, so that no switch of its status can make clients hammer.
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

    public override void WriteError(IBufferWriter<byte> output, GatewayError error, string requestId) =>
        ErrorWriter.WriteBody(output, error, requestId);

    public override void WriteStreamError(IBufferWriter<byte> output, GatewayError error, string requestId) =>
        ErrorWriter.WriteEvent(output, error, requestId);

    public override bool TryWritePing(IBufferWriter<byte> output)
    {
        output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);
        return true;
    }

    public override GatewayError ReadError(int status, string? errorTypeHeader, ReadOnlySpan<byte> body) => ErrorReader.Read(status, body);
}
