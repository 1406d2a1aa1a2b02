using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Clearbar.Wire.Dialects.Anthropic;
using Clearbar.Wire.Dialects.Bedrock;

namespace Clearbar.Wire.Dialects.Invoke;

/// <summary>
/// Bedrock InvokeModel with Claude's native body: a Messages body without <c>model</c> and <c>stream</c>, which the path says, and with
/// <c>anthropic_version</c>; answers are Messages JSON, streams are event stream frames around Messages events.
/// </summary>
public sealed class InvokeDialect : BedrockDialect
{
    internal InvokeDialect()
    {
    }

    public override Dialect Id => Dialect.Invoke;

    /// <summary>The media type inside the chunks; the stream's own type is that of the frames (AWS service model, bedrock-runtime 2026-07-31).</summary>
    public override IEnumerable<KeyValuePair<string, string>> StreamHeaders => [new("x-amzn-bedrock-content-type", "application/json")];

    public override bool TryReadRequest(
        ReadOnlySpan<byte> body,
        string? pathModel,
        bool? pathStream,
        [NotNullWhen(true)] out RequestOutline? outline,
        [NotNullWhen(false)] out WireFault? fault) =>
        OutlineScanner.TryScan(body, Dialect.Invoke, pathModel, pathStream, counting: false, out outline, out fault);

    public override bool TryReadAnswer(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out WireFault? fault) =>
        AnswerReader.TryRead(body, out answer, out fault);

    public override AnswerStreamReader CreateStreamReader() => new InvokeStreamReader();

    public override void WriteAnswer(IBufferWriter<byte> output, Answer answer) => AnswerWriter.Write(output, answer);

    public override void WriteAnswerStream(IBufferWriter<byte> output, Answer answer) => InvokeStreamWriter.Write(output, answer);
}
