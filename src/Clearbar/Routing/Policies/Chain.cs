namespace Clearbar.Routing.Policies;

/// <summary>
/// A fixed walk up the ladder: each rung is paid, and its answer accepted when the signal is content or no rung is left. Immutable.
/// </summary>
public sealed class Chain : IRoutingPolicy
{
    private readonly int[] _rungs;

    /// <param name="ladder">Names of all rungs.</param>
    /// <param name="rungs">Indices into the ladder, rising, at least one.</param>
    /// <param name="signal">When to go on.</param>
    public Chain(IReadOnlyList<string> ladder, ReadOnlySpan<int> rungs, EscalationSignal signal)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rungs.Length);
        _rungs = rungs.ToArray();
        Signal = signal;
        var walk = string.Join('>', _rungs.Select(rung => ladder[rung]));
        Name = signal switch
        {
            EscalationSignal.Gates => walk + " gates",
            EscalationSignal.Agreement => walk + " agreement",
            _ => walk,
        };
    }

    public string Name { get; }

    public EscalationSignal Signal { get; }

    /// <summary>Indices into the ladder, in the order they are asked.</summary>
    public IReadOnlyList<int> Rungs => _rungs;

    public RunResult Run(RecordedRequest request)
    {
        var cost = 0m;
        for (var step = 0; ; step++)
        {
            var outcome = request.Rungs[_rungs[step]];
            cost += outcome.Cost;
            if (step == _rungs.Length - 1 || Accepts(request, step))
            {
                return new RunResult(outcome.Score, cost, _rungs[step]);
            }
        }
    }

    /// <summary>
    /// Every chain of a ladder: all single rungs, all rising walks with gates, and with agreement where there are answers to compare.
    /// </summary>
    /// <param name="ladder">Names of the rungs; at most eight.</param>
    /// <param name="withGates">Some recorded verdict failed, so that gates can escalate.</param>
    /// <param name="withAnswers">Answers were recorded.</param>
    public static IReadOnlyList<Chain> AllOf(IReadOnlyList<string> ladder, bool withGates, bool withAnswers)
    {
        ArgumentNullException.ThrowIfNull(ladder);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ladder.Count, 8);
        var chains = new List<Chain>();
        for (var mask = 1; mask < 1 << ladder.Count; mask++)
        {
            var set = mask;
            int[] rungs = [.. Enumerable.Range(0, ladder.Count).Where(rung => (set >> rung & 1) != 0)];
            if (rungs.Length == 1)
            {
                chains.Add(new Chain(ladder, rungs, EscalationSignal.None));
                continue;
            }

            if (withGates)
            {
                chains.Add(new Chain(ladder, rungs, EscalationSignal.Gates));
            }

            if (withAnswers && rungs.Length > 2)
            {
                chains.Add(new Chain(ladder, rungs, EscalationSignal.Agreement));
            }
        }

        return chains;
    }

    private bool Accepts(RecordedRequest request, int step)
    {
        var outcome = request.Rungs[_rungs[step]];
        if (!outcome.Passes || Signal != EscalationSignal.Agreement)
        {
            return outcome.Passes;
        }

        // The first answer has nothing to agree with yet.
        return step > 0 && outcome.Answer is { Length: > 0 } answer
            && string.Equals(answer, request.Rungs[_rungs[step - 1]].Answer, StringComparison.Ordinal);
    }
}
