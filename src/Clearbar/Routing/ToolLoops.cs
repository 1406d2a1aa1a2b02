using System.Collections.Concurrent;
using Clearbar.Wire;

namespace Clearbar.Routing;

/// <summary>
/// Remembers which step answered with which tool calls, so that the tool results go back to the same model (invariant I8). Bounded: the oldest
/// half is dropped when it is full. Written by the relay, read by the planner, on any thread.
/// </summary>
public sealed class ToolLoops
{
    private const int Capacity = 65_536;

    private readonly ConcurrentDictionary<string, PlannedStep> _current = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, PlannedStep> _older = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The step that made any of these tool calls; null when unknown.</summary>
    public PlannedStep? RungOf(IReadOnlyList<string> toolResultIds)
    {
        foreach (var id in toolResultIds)
        {
            if (_current.TryGetValue(id, out var step) || Volatile.Read(ref _older).TryGetValue(id, out step))
            {
                return step;
            }
        }

        return null;
    }

    public void Remember(IReadOnlyList<ToolCall> calls, PlannedStep step)
    {
        foreach (var call in calls)
        {
            if (_current.TryAdd(call.Id, step))
            {
                if (Interlocked.Increment(ref _count) >= Capacity)
                {
                    Age();
                }
            }
            else
            {
                // Local servers count their calls from 0 in every answer: the newest is the one that is being continued.
                _current[call.Id] = step;
            }
        }
    }

    private void Age()
    {
        lock (_current)
        {
            if (Volatile.Read(ref _count) < Capacity)
            {
                return;
            }

            Volatile.Write(ref _older, new ConcurrentDictionary<string, PlannedStep>(_current, StringComparer.Ordinal));
            _current.Clear();
            Volatile.Write(ref _count, 0);
        }
    }
}
