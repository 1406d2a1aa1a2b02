namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>
/// The <c>p</c> member of Bedrock's stream payloads: the beginning of an alphabet, of a length that hides how long the text is.
/// </summary>
internal static class Padding
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public static ReadOnlySpan<char> Of(EmulatedResponse response, in StreamPiece piece)
    {
        var mixed = (uint)((response.Usage.Prompt * 31) + (piece.OutputTokens * 17) + (piece.Index * 7) + (int)piece.Kind) * 2654435761u;
        return Alphabet.AsSpan(0, 1 + (int)(mixed >> 16) % Alphabet.Length);
    }
}
