using System.Buffers;

namespace Clearbar.Classes;

/// <summary>A mask in a rented buffer; its characters are valid until it is disposed of.</summary>
internal readonly ref struct MaskedText(char[] rented, int length)
{
    public ReadOnlySpan<char> Text => rented.AsSpan(0, length);

    // What a prompt said must not be found in a buffer somebody else rents.
    public void Dispose() => ArrayPool<char>.Shared.Return(rented, clearArray: true);
}
