using System.Numerics;

namespace Clearbar.Routing.Policies;

/// <summary>
/// How often each slot occurs in a text, in the order of first occurrence. A sparse set: a cell is taken only if the entry it points to
/// points back, so clearing costs nothing.
/// </summary>
internal sealed class SlotCounts
{
    private readonly int[] _entryAt;
    private readonly int[] _cellOf;
    private readonly int[] _slots;
    private readonly int[] _counts;
    private int _count;

    /// <param name="most">Most different slots between two calls of <see cref="Clear"/>.</param>
    public SlotCounts(int most)
    {
        // At most half full, so that probes stay short and always end.
        _entryAt = new int[BitOperations.RoundUpToPowerOf2((uint)(2 * most))];
        _cellOf = new int[most];
        _slots = new int[most];
        _counts = new int[most];
    }

    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, _count);

    public int CountOf(int entry) => _counts[entry];

    public void Clear() => _count = 0;

    public void Add(int slot)
    {
        for (var cell = slot & (_entryAt.Length - 1); ; cell = (cell + 1) & (_entryAt.Length - 1))
        {
            var entry = _entryAt[cell];
            if (entry >= _count || _cellOf[entry] != cell)
            {
                _entryAt[cell] = _count;
                _cellOf[_count] = cell;
                _slots[_count] = slot;
                _counts[_count++] = 1;
                return;
            }

            if (_slots[entry] == slot)
            {
                _counts[entry]++;
                return;
            }
        }
    }
}
