using System.Buffers;
using System.Globalization;

namespace Clearbar.Wire.Dialects.Bedrock;

/// <summary>What the dialects of the Bedrock runtime share: JSON answers, event stream frames, exceptions named in a header.</summary>
public abstract class BedrockDialect : WireDialect
{
    private protected BedrockDialect()
    {
    }

    public override string AnswerContentType => "application/json";

    public override string StreamContentType => "application/vnd.amazon.eventstream";

    public override string RequestIdHeader => "x-amzn-requestid";

    public override int StatusOf(GatewayError error) => ErrorTable.StatusOf(error.Kind);

    /// <summary>
    /// <c>x-amzn-errortype</c>, and <c>retry-after</c> where a time is known. AWS clients decide by the exception whether to retry and
    /// know no <c>x-should-retry</c>.
    /// </summary>
    public override IEnumerable<KeyValuePair<string, string>> HeadersOf(GatewayError error)
    {
        var headers = new List<KeyValuePair<string, string>>(2) { new("x-amzn-errortype", error.AwsErrorName ?? ErrorTable.ExceptionOf(error.Kind)) };
        if (error.RetryAfterSeconds is { } seconds)
        {
            headers.Add(new("retry-after", seconds.ToString(CultureInfo.InvariantCulture)));
        }

        return headers;
    }

    /// <summary>Writes an error body. The request id is not part of it: AWS clients take it from the header.</summary>
    public override void WriteError(IBufferWriter<byte> output, GatewayError error, string requestId) =>
        ErrorWriter.WriteBody(output, error);

    public override void WriteStreamError(IBufferWriter<byte> output, GatewayError error, string requestId) =>
        ErrorWriter.WriteFrame(output, error);

    /// <summary>Always false: the event stream has no event that means nothing, and none may be invented.</summary>
    public override bool TryWritePing(IBufferWriter<byte> output) => false;

    public override GatewayError ReadError(int status, string? errorTypeHeader, ReadOnlySpan<byte> body) =>
        ErrorReader.Read(status, errorTypeHeader, body);
}
