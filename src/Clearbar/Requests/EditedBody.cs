using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// The bytes of one attempt: its rendition's own when there are no edits, otherwise a pooled copy with the declared edits and nothing else changed
/// (invariant I2). Disposed when the upstream has answered.
/// </summary>
public sealed class EditedBody : IDisposable
{
    private readonly Exchange _exchange;
    private PooledWriter? _copy;

    private EditedBody(Exchange exchange, ReadOnlyMemory<byte> memory, PooledWriter? copy)
    {
        _exchange = exchange;
        _copy = copy;
        Memory = memory;
    }

    public ReadOnlyMemory<byte> Memory { get; }

    public static EditedBody Of(Exchange exchange, Rendition rendition, IReadOnlyList<RequestEdit> edits)
    {
        if (edits.Count == 0)
        {
            return new EditedBody(exchange, rendition.Body, null);
        }

        var copy = new PooledWriter(rendition.Body.Length + 1024);
        RequestBodyEditor.Write(copy, rendition.Body.Span, rendition.Outline, edits);
        return new EditedBody(exchange, copy.WrittenMemory, copy);
    }

    /// <summary>The connection died while these bytes may still be read from it: leave them to the collector instead of the pool.</summary>
    public void Abandon()
    {
        _copy = null;
        _exchange.AbandonBodies();
    }

    public void Dispose() => _copy?.Dispose();
}
