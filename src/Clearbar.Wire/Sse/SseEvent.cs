namespace Clearbar.Wire.Sse;

/// <summary>One block of a server-sent event stream, as a view into the bytes it was read from.</summary>
public readonly ref struct SseEvent
{
    internal SseEvent(int totalLength, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, bool hasData)
    {
        TotalLength = totalLength;
        Name = name;
        Data = data;
        HasData = hasData;
    }

    /// <summary>Bytes of the block with the blank line that ends it: what the reader may drop.</summary>
    public int TotalLength { get; }

    /// <summary>Value of the last <c>event</c> field; empty when there was none.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Values of all <c>data</c> fields joined with a line feed.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>False for a block without a <c>data</c> field (comments, keep-alives): it passes by and no client is told of it.</summary>
    public bool HasData { get; }
}
