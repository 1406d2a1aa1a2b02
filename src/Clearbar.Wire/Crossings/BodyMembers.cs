namespace Clearbar.Wire.Crossings;

/// <summary>Walks the members of an object in order; over anything else there are none.</summary>
internal ref struct BodyMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<BodyTree.Entry> _entries;
    private readonly int _end;
    private int _next;

    public BodyMembers(ReadOnlySpan<byte> json, ReadOnlySpan<BodyTree.Entry> entries, int index)
    {
        _json = json;
        _entries = entries;
        _end = entries.IsEmpty ? 0 : entries[index].Next;
        _next = index + 1;
    }

    public BodyMember Current { get; private set; }

    public readonly BodyMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
        {
            return false;
        }

        var name = _entries[_next];
        Current = new BodyMember(_json.Slice(name.Start, name.Length), new BodyNode(_json, _entries, _next + 1));
        _next = _entries[_next + 1].Next;
        return true;
    }
}
