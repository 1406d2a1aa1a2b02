using Clearbar.Wire.Dialects.Bedrock;

namespace Clearbar.Wire.Dialects.Converse;

/// <summary>
/// Follows a streamed Converse answer: event stream frames whose payload is event JSON (grammar at <see cref="EventReader"/>). The answer
/// is whole when <c>messageStop</c> and <c>metadata</c> have both come; metadata is the later one and the only source of usage.
/// </summary>
internal sealed class ConverseStreamReader : FrameStreamReader
{
    private bool _sawMessageStop;
    private bool _sawMetadata;

    public override bool IsComplete => _sawMessageStop && _sawMetadata;

    protected override void ApplyEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload)
    {
        if (!EventReader.Apply(type, payload, Draft))
        {
            Fail("the payload of a frame is not a JSON object");
            return;
        }

        _sawMessageStop |= type.SequenceEqual(Words.MessageStop);
        _sawMetadata |= type.SequenceEqual(Words.Metadata);
    }
}
