using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Dialects.OpenAi;

namespace Clearbar.Wire.Crossings.OpenAiToAnthropic;

/// <summary>Chat Completions clients in front of a Messages upstream.</summary>
internal sealed class OpenAiToAnthropicCrossing : DialectCrossing
{
    public override Dialect Client => Dialect.OpenAi;

    public override Dialect Upstream => Dialect.Anthropic;

    public override bool TryWriteRequest(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> body,
        RequestOutline outline,
        in CrossingTarget target,
        ICollection<string> losses,
        [NotNullWhen(false)] out WireFault? fault) =>
        RequestWriter.TryWrite(output, body, outline, target, losses, out fault);

    /// <summary>Thinking and citations have no place in the client's dialect and are left out.</summary>
    public override bool TryWriteAnswer(
        IBufferWriter<byte> output, ReadOnlySpan<byte> answer, in CrossingReply reply, [NotNullWhen(false)] out WireFault? fault)
    {
        if (!Dialects.Anthropic.AnswerReader.TryRead(answer, out var read, out fault))
        {
            return false;
        }

        var calls = new ToolCall[read.ToolCalls.Count];
        for (var index = 0; index < calls.Length; index++)
        {
            var call = read.ToolCalls[index];
            calls[index] = call with { Id = SafeNames.Decode(call.Id), Name = SafeNames.Decode(call.Name) };
        }

        var written = read with
        {
            MessageId = read.MessageId ?? reply.RequestId,
            Model = read.Model ?? reply.Model,
            ServiceTier = ServiceTiers.ToOpenAi(read.ServiceTier),
            ToolCalls = calls,
        };
        AnswerWriter.Write(output, written, reply.Created);
        return true;
    }

    public override StreamCrossing CreateStream(in CrossingReply reply) => new MessagesToChunks(reply);
}
