using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Dialects.Anthropic;

namespace Clearbar.Wire.Crossings.AnthropicToOpenAi;

/// <summary>
/// Messages clients in front of a Chat Completions upstream: the servers people run themselves (Ollama, llama.cpp,
/// vLLM).
/// </summary>
internal sealed class AnthropicToOpenAiCrossing : DialectCrossing
{
    public override Dialect Client => Dialect.Anthropic;

    public override Dialect Upstream => Dialect.OpenAi;

    public override bool TryWriteRequest(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> body,
        RequestOutline outline,
        in CrossingTarget target,
        ICollection<string> losses,
        [NotNullWhen(false)] out WireFault? fault) =>
        RequestWriter.TryWrite(output, body, outline, target, losses, out fault);

    /// <summary>
    /// Reasoning the server shows is left out: Messages clients send thinking back, signed, which it is not. A call whose arguments were
    /// cut by the output limit is left out too; arguments that are wrong for no such reason make a fault, because Messages has no place for
    /// text there.
    /// </summary>
    public override bool TryWriteAnswer(
        IBufferWriter<byte> output, ReadOnlySpan<byte> answer, in CrossingReply reply, [NotNullWhen(false)] out WireFault? fault)
    {
        if (!Dialects.OpenAi.AnswerReader.TryRead(answer, out var read, out fault) || !TryFit(read, reply, out var calls, out fault))
        {
            return false;
        }

        var written = read with
        {
            MessageId = string.IsNullOrEmpty(read.MessageId) ? reply.RequestId : read.MessageId,
            Model = string.IsNullOrEmpty(read.Model) ? reply.Model : read.Model,
            StopReason = StopOf(read.StopReason, calls.Count > 0),
            ServiceTier = ServiceTiers.ToAnthropic(read.ServiceTier),
            ToolCalls = calls,
        };
        AnswerWriter.Write(output, written);
        return true;
    }

    public override StreamCrossing CreateStream(in CrossingReply reply) => new ChunksToMessages(reply);

    /// <summary>
    /// Servers say <c>stop</c> of an answer that calls a tool (forced choices, older versions); Messages clients go by the
    /// reason.
    /// </summary>
    public static StopReason StopOf(StopReason reason, bool hasToolCalls) =>
        hasToolCalls && reason is (StopReason.EndTurn or StopReason.Unknown) ? StopReason.ToolUse : reason;

    /// <summary>The id of a call as Messages accepts it; a server that gave none is given one that no other answer has.</summary>
    public static string IdOf(string? id, in CrossingReply reply, int index) =>
        SafeNames.Encode(string.IsNullOrEmpty(id) ? string.Create(CultureInfo.InvariantCulture, $"call_{reply.RequestId}_{index}") : id);

    private static bool TryFit(Answer read, in CrossingReply reply, out List<ToolCall> calls, [NotNullWhen(false)] out WireFault? fault)
    {
        fault = null;
        calls = new List<ToolCall>(read.ToolCalls.Count);
        foreach (var call in read.ToolCalls)
        {
            if (ToolInput.IsObject(Encoding.UTF8.GetBytes(call.InputJson), out _))
            {
                calls.Add(call with { Id = IdOf(call.Id, reply, calls.Count), Name = SafeNames.Encode(call.Name) });
            }
            else if (read.StopReason != StopReason.MaxTokens)
            {
                fault = new WireFault("The arguments of a tool call in the answer are not a JSON object.", "choices.0.message.tool_calls");
                return false;
            }
        }

        return true;
    }
}
