using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.Anthropic;
using Clearbar.Wire.Dialects.Bedrock;

namespace Clearbar.Wire.Dialects.Invoke;

/// <summary>
/// Follows a streamed InvokeModel answer: <c>chunk</c> frames (grammar at <see cref="InvokeChunk"/>) that carry the events of the Messages
/// dialect. The answer is whole with <c>message_stop</c>. Frames of other types are ignored, as the AWS clients do.
/// </summary>
internal sealed class InvokeStreamReader : FrameStreamReader
{
    private bool _isComplete;

    public override bool IsComplete => _isComplete;

    protected override void ApplyEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload)
    {
        if (!type.SequenceEqual(InvokeChunk.EventType))
        {
            return;
        }

        if (InvokeChunk.Rent(payload, out var length) is not { } rented)
        {
            Fail("a chunk carries no base64 bytes");
            return;
        }

        try
        {
            ApplyMessageEvent(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void ApplyMessageEvent(ReadOnlySpan<byte> json)
    {
        var type = EventReader.TypeOf(json);
        if (type.SequenceEqual(Words.Error))
        {
            // AWS clients know failures as exception frames only; a chunk that says "error" would pass for the end of an answer.
            // The error is ours to write, and what we write is also recorded: only the kind is kept, for the words may quote the prompt.
            var kind = Anthropic.ErrorReader.ReadStreamError(json).Kind;
            Fail(new GatewayError(kind, $"The upstream ended the stream with an error of kind {kind}."));
        }
        else if (!EventReader.Apply(type, json, Draft))
        {
            Fail("the bytes of a chunk are not a JSON object");
        }
        else
        {
            _isComplete = type.SequenceEqual(Words.MessageStop);
        }
    }
}
