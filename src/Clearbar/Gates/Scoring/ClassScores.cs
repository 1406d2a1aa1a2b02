using System.Collections.Concurrent;

namespace Clearbar.Gates.Scoring;

/// <summary>What is learned of one class: its rungs, and the accepted answers whose outcome may still be told. For any number of threads.</summary>
public sealed class ClassScores
{
    /// <summary>Accepted answers that are remembered; the oldest go. 8 bytes per feature each: some 3 KiB, 9 KiB at the most.</summary>
    public const int MostWaiting = 2048;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, RungScore> _rungs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScoredAnswer> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    internal RungScore Of(string rung) => _rungs.GetOrAdd(rung, static _ => new RungScore());

    public IEnumerable<KeyValuePair<string, RungScore>> Rungs => _rungs;

    /// <summary>A client got the answer.</summary>
    public void Keep(string requestId, ScoredAnswer answer)
    {
        lock (_gate)
        {
            Of(answer.Rung).Meet(answer.Length);
            if (!_waiting.TryAdd(requestId, answer))
            {
                return;
            }

            _order.Enqueue(requestId);
            if (_order.Count > MostWaiting)
            {
                _waiting.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>Its outcome was told; the first one counts. False where the answer is not remembered.</summary>
    public bool Learn(string requestId, double score)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(requestId, out var answer))
            {
                return false;
            }

            Of(answer.Rung).Learn(answer.Features, (float)score, answer.Weight);
            return true;
        }
    }

    internal void Write(BinaryWriter writer)
    {
        lock (_gate)
        {
            writer.Write(_rungs.Count);
            foreach (var (rung, score) in _rungs)
            {
                writer.Write(rung);
                score.Write(writer);
            }
        }
    }

    internal static ClassScores Read(BinaryReader reader)
    {
        var read = new ClassScores();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var rung = reader.ReadString();
            read._rungs[rung] = RungScore.Read(reader);
        }

        return read;
    }
}
