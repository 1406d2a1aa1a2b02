namespace Clearbar.Wire.Crossings;

/// <summary>
/// Renumbers the content blocks of a stream. A block gets its number, the next one, when its first event leaves; so the numbers a client
/// sees have no gaps. Blocks are few and the one being streamed is the last, so they are searched from the end.
/// </summary>
internal sealed class BlockIndexes
{
    private readonly List<Block> _blocks = [];
    private int _numbered;

    /// <summary>Opens a block; one that is not known never gets a number.</summary>
    public void Open(BodyNode index, bool isKnown) => _blocks.Add(new Block(ValueOf(index), isKnown ? Unnumbered : Unknown));

    /// <summary>The block is open and may be told of.</summary>
    public bool IsKnown(BodyNode index) => Find(index) is var at and >= 0 && _blocks[at].Number != Unknown;

    /// <summary>The number of an open block, given to it now if it has none yet.</summary>
    public int Number(BodyNode index)
    {
        var at = Find(index);
        if (_blocks[at].Number == Unnumbered)
        {
            _blocks[at] = _blocks[at] with { Number = _numbered++ };
        }

        return _blocks[at].Number;
    }

    /// <summary>Closes a block; null when the client was told nothing of it.</summary>
    public int? Close(BodyNode index)
    {
        var at = Find(index);
        if (at < 0)
        {
            return null;
        }

        var number = _blocks[at].Number;
        _blocks.RemoveAt(at);
        return number >= 0 ? number : null;
    }

    private const int Unnumbered = -1;
    private const int Unknown = -2;

    private int Find(BodyNode index)
    {
        var value = ValueOf(index);
        for (var at = _blocks.Count - 1; at >= 0; at--)
        {
            if (_blocks[at].Index == value)
            {
                return at;
            }
        }

        return -1;
    }

    private static long ValueOf(BodyNode index) => index.TryGetInt64(out var value) ? value : -1;

    private readonly record struct Block(long Index, int Number);
}
