using System.Numerics;

namespace Clearbar.Routing.Policies;

/// <summary>
/// How often each slot occurs in a text, in the order of first occurrence. A sparse set: a cell is taken only if the entry it points to
/// points back, so clearing costs nothing.
/// </summary>
internal sealed class SlotCounts
{
    private readonly int[] _entryAt;
    private readonly Entry[] _entries;
    private int _count;

    /// <param name="most">Most different slots between two calls of <see cref="Clear"/>.</param>
    public SlotCounts(int most)
    {
        // At most half full, so that probes stay short and always end.
        _entryAt = new int[BitOperations.RoundUpToPowerOf2((uint)(2 * most))];
        _entries = new Entry[most];
    }

    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(int slot)
    {
        var (entryAt, entries) = (_entryAt, _entries);
        for (var cell = slot & (entryAt.Length - 1); ; cell = (cell + 1) & (entryAt.Length - 1))
        {
            var at = entryAt[cell];
            if (at >= _count || entries[at].Cell != cell)
            {
                entryAt[cell] = _count;
                entries[_count++] = new Entry(slot, 1, cell);
                return;
            }

            if (entries[at].Slot == slot)
            {
                entries[at] = new Entry(slot, entries[at].Count + 1, cell);
                return;
            }
        }
    }

    /// <param name="Slot">The slot.</param>
    /// <param name="Count">How often it occurs.</param>
    /// <param name="Cell">Where the set points to it.</param>
    public readonly record struct Entry(int Slot, int Count, int Cell);
}
