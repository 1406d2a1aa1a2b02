using System.Buffers;

namespace Clearbar.Wire;

/// <summary>
/// Applies declared edits to a request body and copies every other byte as it came (invariant I2).
/// </summary>
public static class RequestBodyEditor
{
    /// <summary>Writes the edited body. Edits must not overlap; the outline must be of this very body.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> body, RequestOutline outline, IReadOnlyList<RequestEdit> edits) =>
        throw new NotSupportedException("Not written yet.");
}
