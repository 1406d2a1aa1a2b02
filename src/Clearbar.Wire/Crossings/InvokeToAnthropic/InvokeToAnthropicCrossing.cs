using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Clearbar.Wire.Crossings.InvokeToAnthropic;

/// <summary>
/// A client that speaks InvokeModel with Claude's native body, served by an upstream that speaks the Messages dialect: the two bodies
/// differ in a few members only, and every other byte stays as it came.
/// <code>
/// (path)               model, stream
/// anthropic_version    (the version header is the gateway's to choose)
/// anthropic_beta       (a header: <see cref="BetaFlags"/>)
/// amazon-bedrock-*     (lost: the service's own)
/// </code>
/// Source: Amazon Bedrock user guide, Anthropic Claude Messages API, 2026.
/// </summary>
public sealed class InvokeToAnthropicCrossing : DialectCrossing
{
    internal InvokeToAnthropicCrossing()
    {
    }

    public override Dialect Client => Dialect.Invoke;

    public override Dialect Upstream => Dialect.Anthropic;

    public override bool TryWriteRequest(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> body,
        RequestOutline outline,
        in CrossingTarget target,
        ICollection<string> losses,
        [NotNullWhen(false)] out WireFault? fault)
    {
        var edits = new List<RequestEdit>(4)
        {
            new RequestEdit.Remove("anthropic_version"),
            new RequestEdit.Remove("anthropic_beta"),
            new RequestEdit.Set("model", "\"" + JsonEncodedText.Encode(target.ModelId) + "\""),
            outline.Stream ? new RequestEdit.Set("stream", "true") : new RequestEdit.Remove("stream"),
        };
        foreach (var member in outline.Members)
        {
            if (member.Name.StartsWith("amazon-bedrock-", StringComparison.Ordinal))
            {
                edits.Add(new RequestEdit.Remove(member.Name));
                losses.Add("-" + MemberNames.Printable(member.Name));
            }
        }

        RequestBodyEditor.Write(output, body, outline, edits);
        fault = null;
        return true;
    }

    /// <summary>The answers of both dialects are the same bytes.</summary>
    public override bool TryWriteAnswer(
        IBufferWriter<byte> output, ReadOnlySpan<byte> answer, in CrossingReply reply, [NotNullWhen(false)] out WireFault? fault)
    {
        output.Write(answer);
        fault = null;
        return true;
    }

    public override StreamCrossing CreateStream(in CrossingReply reply) => new EventsToChunks();
}
