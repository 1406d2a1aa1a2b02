namespace Clearbar.Wire.EventStream;

/// <summary>One checked frame, as a view into the bytes it was read from: valid as long as they are.</summary>
public readonly ref struct EventStreamFrame
{
    private readonly ReadOnlySpan<byte> _headers;

    internal EventStreamFrame(int totalLength, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload)
    {
        TotalLength = totalLength;
        _headers = headers;
        Payload = payload;
    }

    /// <summary>Bytes of the whole frame, checksums included: what the reader may drop.</summary>
    public int TotalLength { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>All headers in wire order. Decoders must not depend on the order.</summary>
    public EventStreamHeaders Headers => new(_headers);

    /// <summary><c>event</c>, <c>exception</c> or <c>error</c>; empty when the header is absent.</summary>
    public ReadOnlySpan<byte> MessageType => TextOf(":message-type"u8);

    /// <summary>Name of an event, for example <c>contentBlockDelta</c>; empty when the header is absent.</summary>
    public ReadOnlySpan<byte> EventType => TextOf(":event-type"u8);

    /// <summary>Name of a modelled exception, for example <c>throttlingException</c>; empty when the header is absent.</summary>
    public ReadOnlySpan<byte> ExceptionType => TextOf(":exception-type"u8);

    /// <summary>Code of an unmodelled error (message type <c>error</c>); empty when the header is absent.</summary>
    public ReadOnlySpan<byte> ErrorCode => TextOf(":error-code"u8);

    /// <summary>Message of an unmodelled error (message type <c>error</c>); empty when the header is absent.</summary>
    public ReadOnlySpan<byte> ErrorMessage => TextOf(":error-message"u8);

    /// <summary>Finds a header by its exact name.</summary>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out EventStreamHeader header)
    {
        foreach (var candidate in Headers)
        {
            if (candidate.Name.SequenceEqual(name))
            {
                header = candidate;
                return true;
            }
        }

        header = default;
        return false;
    }

    private ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> name) =>
        TryGetHeader(name, out var header) && header.Type == EventStreamHeaderType.Text ? header.Value : default;
}
