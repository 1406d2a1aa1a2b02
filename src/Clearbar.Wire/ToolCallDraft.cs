using System.Text;
using Clearbar.Wire.Json;

namespace Clearbar.Wire;

/// <summary>A tool call whose input is still arriving in pieces.</summary>
internal sealed class ToolCallDraft(long index, string id, string name, string? wholeInput)
{
    private StringBuilder? _pieces;

    /// <summary>The content block's index, which the pieces name.</summary>
    public long Index => index;

    public string Id => id;

    public void Append(ReadOnlySpan<byte> raw) => JsonText.AppendTo(_pieces ??= new StringBuilder(), raw);

    // A streamed call starts with the placeholder {} and its pieces replace that; no pieces, or only empty ones, mean no arguments.
    public ToolCall ToToolCall() => new(id, name, _pieces is { Length: > 0 } ? _pieces.ToString() : wholeInput ?? "{}");
}
