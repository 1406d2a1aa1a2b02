using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <summary>A client that speaks Converse, served by an upstream that speaks the Messages dialect.</summary>
public sealed class ConverseToAnthropicCrossing : DialectCrossing
{
    internal ConverseToAnthropicCrossing()
    {
    }

    public override Dialect Client => Dialect.Converse;

    public override Dialect Upstream => Dialect.Anthropic;

    public override bool TryWriteRequest(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> body,
        RequestOutline outline,
        in CrossingTarget target,
        ICollection<string> losses,
        [NotNullWhen(false)] out WireFault? fault)
    {
        using var tree = new BodyTree();
        using var json = JsonWriting.Open(output);
        try
        {
            fault = new RequestWriter(json, losses).Write(tree.Read(body), outline, target);
        }
        catch (JsonException exception)
        {
            fault = JsonFault.Malformed(body, exception);
        }

        return fault is null;
    }

    public override bool TryWriteAnswer(
        IBufferWriter<byte> output, ReadOnlySpan<byte> answer, in CrossingReply reply, [NotNullWhen(false)] out WireFault? fault)
    {
        if (JsonText.FindInvalidUtf8(answer) >= 0)
        {
            fault = new WireFault("The answer is not valid UTF-8.");
            return false;
        }

        using var tree = new BodyTree();
        try
        {
            fault = AnswerWriter.Write(output, tree.Read(answer));
        }
        catch (JsonException exception)
        {
            fault = JsonFault.MalformedAnswer(answer, exception);
        }

        return fault is null;
    }

    public override StreamCrossing CreateStream(in CrossingReply reply) => new MessagesToFrames();
}
