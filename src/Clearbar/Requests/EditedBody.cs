using System.Buffers;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// The bytes of one attempt: the client's own when there are no edits, otherwise a pooled copy with the declared edits and nothing else changed
/// (invariant I2). Disposed when the upstream has answered.
/// </summary>
public sealed class EditedBody : IDisposable
{
    private readonly RequestBody _original;
    private PooledWriter? _copy;

    private EditedBody(RequestBody original, PooledWriter? copy)
    {
        _original = original;
        _copy = copy;
        Memory = copy?.WrittenMemory ?? original.Memory;
    }

    public ReadOnlyMemory<byte> Memory { get; }

    public static EditedBody Of(Exchange exchange, IReadOnlyList<RequestEdit> edits)
    {
        var body = exchange.Body!;
        if (edits.Count == 0)
        {
            return new EditedBody(body, null);
        }

        var copy = new PooledWriter(body.Length + 1024);
        RequestBodyEditor.Write(copy, body.Span, exchange.Outline, edits);
        return new EditedBody(body, copy);
    }

    /// <summary>The connection died while these bytes may still be read from it: leave them to the collector instead of the pool.</summary>
    public void Abandon()
    {
        _copy = null;
        _original.Abandon();
    }

    public void Dispose() => _copy?.Dispose();
}
