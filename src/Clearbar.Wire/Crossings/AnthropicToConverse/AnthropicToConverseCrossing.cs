using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <summary>A client that speaks the Messages dialect, served by an upstream that speaks Converse.</summary>
public sealed class AnthropicToConverseCrossing : DialectCrossing
{
    internal AnthropicToConverseCrossing()
    {
    }

    public override Dialect Client => Dialect.Anthropic;

    public override Dialect Upstream => Dialect.Converse;

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
            fault = new RequestWriter(json, losses).Write(tree.Read(body));
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
            fault = AnswerWriter.Write(output, tree.Read(answer), reply);
        }
        catch (JsonException exception)
        {
            fault = JsonFault.MalformedAnswer(answer, exception);
        }

        return fault is null;
    }

    public override StreamCrossing CreateStream(in CrossingReply reply) => new FramesToMessages(reply);
}
