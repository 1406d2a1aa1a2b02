using System.Collections.Concurrent;

namespace Clearbar.Classes;

/// <summary>
/// A bounded map with lock-free reads: two generations of entries, of which the older is dropped when the younger is full. What is used
/// moves to the younger one, so that a flood of entries used once pushes out only its like. Holds at most twice its capacity.
/// </summary>
internal sealed class GenerationCache<TValue>(int capacity)
    where TValue : class
{
    private readonly Lock _turn = new();
    private ConcurrentDictionary<ulong, TValue> _young = new();
    private ConcurrentDictionary<ulong, TValue> _old = new();

    // ConcurrentDictionary.Count takes all its locks; this is only ever a little behind.
    private int _youngCount;

    public int Count => Volatile.Read(ref _young).Count + Volatile.Read(ref _old).Count;

    public TValue? Find(ulong key)
    {
        if (Volatile.Read(ref _young).TryGetValue(key, out var value))
        {
            return value;
        }

        if (Volatile.Read(ref _old).TryGetValue(key, out value))
        {
            Add(key, value);
            return value;
        }

        return null;
    }

    public void Add(ulong key, TValue value)
    {
        if (!Volatile.Read(ref _young).TryAdd(key, value) || Interlocked.Increment(ref _youngCount) < capacity)
        {
            return;
        }

        lock (_turn)
        {
            if (Volatile.Read(ref _youngCount) >= capacity)
            {
                Volatile.Write(ref _old, _young);
                Volatile.Write(ref _young, new ConcurrentDictionary<ulong, TValue>());
                Volatile.Write(ref _youngCount, 0);
            }
        }
    }
}
