using System.Collections.Concurrent;
using Clearbar.Wire;

namespace Clearbar.Budgets;

/// <summary>
/// Remembers which tool loops have had their grace: one attempt over a used-up budget, never a second in the same loop. A loop is known by
/// the ids of
/// its tool calls, from one turn to the next. Bounded: the oldest half is dropped when it is full.
/// </summary>
public sealed class LoopGrace
{
    private const int Capacity = 65_536;

    private readonly Lock _aging = new();
    private ConcurrentDictionary<string, bool> _current = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, bool> _older = new(StringComparer.Ordinal);

    public bool IsUsed(IReadOnlyList<string> toolResultIds)
    {
        foreach (var id in toolResultIds)
        {
            if (Volatile.Read(ref _current).ContainsKey(id) || Volatile.Read(ref _older).ContainsKey(id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False when another request of the loop was first.</summary>
    public bool TryUse(IReadOnlyList<string> toolResultIds)
    {
        var isFirst = toolResultIds.Count > 0 && !IsUsed(toolResultIds);
        foreach (var id in toolResultIds)
        {
            isFirst &= Add(id);
        }

        return isFirst;
    }

    /// <summary>The grace was not needed after all: the loop may still have it.</summary>
    public void Forget(IReadOnlyList<string> toolResultIds)
    {
        foreach (var id in toolResultIds)
        {
            Volatile.Read(ref _current).TryRemove(id, out _);
            Volatile.Read(ref _older).TryRemove(id, out _);
        }
    }

    /// <summary>A loop that has had its grace goes on: its next turn has had it too.</summary>
    public void Follow(IReadOnlyList<string> toolResultIds, IReadOnlyList<ToolCall> calls)
    {
        if (calls.Count == 0 || toolResultIds.Count == 0 || !IsUsed(toolResultIds))
        {
            return;
        }

        foreach (var call in calls)
        {
            Add(call.Id);
        }
    }

    private bool Add(string id)
    {
        var current = Volatile.Read(ref _current);
        var added = current.TryAdd(id, true);
        if (current.Count >= Capacity)
        {
            lock (_aging)
            {
                if (ReferenceEquals(current, _current))
                {
                    Volatile.Write(ref _older, current);
                    Volatile.Write(ref _current, new ConcurrentDictionary<string, bool>(StringComparer.Ordinal));
                }
            }
        }

        return added;
    }
}
