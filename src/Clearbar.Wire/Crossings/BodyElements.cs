namespace Clearbar.Wire.Crossings;

/// <summary>Walks the elements of an array in order; over anything else there are none.</summary>
internal ref struct BodyElements
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<BodyTree.Entry> _entries;
    private readonly int _end;
    private int _next;

    public BodyElements(ReadOnlySpan<byte> json, ReadOnlySpan<BodyTree.Entry> entries, int index)
    {
        _json = json;
        _entries = entries;
        _end = entries.IsEmpty ? 0 : entries[index].Next;
        _next = index + 1;
    }

    public BodyNode Current { get; private set; }

    /// <summary>The element after the current one; does not exist at the last.</summary>
    public readonly BodyNode Following => _next < _end ? new BodyNode(_json, _entries, _next) : default;

    public readonly BodyElements GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
        {
            return false;
        }

        Current = new BodyNode(_json, _entries, _next);
        _next = _entries[_next].Next;
        return true;
    }
}
