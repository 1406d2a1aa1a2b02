namespace Clearbar.Wire;

/// <summary>A run of bytes inside a request body: offset and length, both in bytes.</summary>
public readonly record struct ByteRange(int Start, int Length)
{
    public int End => Start + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}
