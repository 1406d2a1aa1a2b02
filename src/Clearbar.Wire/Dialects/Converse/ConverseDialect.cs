using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Clearbar.Wire.Dialects.Bedrock;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>The Bedrock Converse dialect: JSON bodies, AWS event stream frames.</summary>
public sealed class ConverseDialect : BedrockDialect
{
    internal ConverseDialect()
    {
    }

    public override Dialect Id => Dialect.Converse;

    public override bool TryReadRequest(
        ReadOnlySpan<byte> body,
        string? pathModel,
        bool? pathStream,
        [NotNullWhen(true)] out RequestOutline? outline,
        [NotNullWhen(false)] out WireFault? fault) => OutlineScanner.TryScan(body, pathModel, pathStream, out outline, out fault);

    public override bool TryReadAnswer(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out WireFault? fault) =>
        AnswerReader.TryRead(body, out answer, out fault);

    public override AnswerStreamReader CreateStreamReader() => new ConverseStreamReader();

    public override void WriteAnswer(IBufferWriter<byte> output, Answer answer) => AnswerWriter.Write(output, answer);

    public override void WriteAnswerStream(IBufferWriter<byte> output, Answer answer) => ConverseStreamWriter.Write(output, answer);
}
