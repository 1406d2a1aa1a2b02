using System.Collections.Concurrent;
using Clearbar.Outcomes;
using Clearbar.Requests;
using Clearbar.Wire;

namespace Clearbar.Gates.Scoring;

/// <summary>What is learned for the <see cref="ScoreGate"/> of every class that has one. For any number of threads.</summary>
public sealed class AnswerScores(RecentRequests recent) : IAnswerWitness
{
    /// <summary>Classes that may have a score gate; each takes some 7 MiB when all its answers wait, 20 MiB at the most.</summary>
    public const int MostClasses = 64;

    private readonly ConcurrentDictionary<string, ClassScores> _classes = new(StringComparer.Ordinal);
    private long _learned;

    /// <summary>Outcomes learned by this process.</summary>
    internal long Learned => Interlocked.Read(ref _learned);

    /// <summary>What the class's score gate needs to judge an answer; null where it has none.</summary>
    public AnswerScoring? Begin(Exchange exchange, Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(attempt);
        if (exchange.Plan.Gates.Score is null)
        {
            return null;
        }

        return new AnswerScoring(
            Of(exchange.Class.Name, exchange.Snapshot), attempt.EntryId, attempt.Step.Rung, exchange.RequestId, exchange.Outline.LastUserText,
            isLast: attempt.Step.Rung == exchange.Plan.Steps[^1].Rung);
    }

    public void Accepted(Exchange exchange, Attempt attempt, Answer answer, string? verdict)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(attempt);
        // What a rung does when it is told its fault says nothing of what it does by itself.
        if (exchange.Scored is { } scored && scored.Attempt == attempt.EntryId && attempt.Repair is null)
        {
            recent.Remember(
                exchange.RequestId,
                new RecentRequest(exchange.Caller.KeyId, exchange.Class.Name, exchange.Outline.Model, CertificateId: null));
            Of(exchange.Class.Name, exchange.Snapshot).Keep(exchange.RequestId, scored);
        }
    }

    /// <summary>The outcome of a request of this class was told.</summary>
    public void Learn(string className, string requestId, double score)
    {
        if (_classes.TryGetValue(className, out var scores) && scores.Learn(requestId, score))
        {
            Interlocked.Increment(ref _learned);
        }
    }

    internal IEnumerable<KeyValuePair<string, ClassScores>> Classes => _classes;

    internal void Restore(IEnumerable<KeyValuePair<string, ClassScores>> classes)
    {
        foreach (var (name, scores) in classes)
        {
            _classes[name] = scores;
        }
    }

    private ClassScores Of(string className, Configuration.GatewaySnapshot snapshot)
    {
        if (_classes.TryGetValue(className, out var scores))
        {
            return scores;
        }

        foreach (var (name, _) in _classes.Count < MostClasses ? [] : _classes.ToArray())
        {
            // A configuration has at most so many: another one's classes are left.
            if (snapshot.Classes.PolicyOf(name)?.Gates.Score is null)
            {
                _classes.TryRemove(name, out _);
            }
        }

        return _classes.GetOrAdd(className, static _ => new ClassScores());
    }
}
