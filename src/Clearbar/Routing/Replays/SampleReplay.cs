using Clearbar.Routing.Policies;

namespace Clearbar.Routing.Replays;

/// <summary>
/// Recorded outcomes under other policies: every rung was tried on every request, so nothing is guessed. Compared with the reference, the last
/// rung of the ladder, at the costs recorded.
/// </summary>
public static class SampleReplay
{
    /// <summary>Replays a sample.</summary>
    /// <param name="sample">The recorded outcomes.</param>
    /// <param name="plan">The policies; a class without one stays on the reference.</param>
    /// <param name="prices">Prices its rungs anew; null keeps the recorded costs.</param>
    /// <exception cref="ReplayException">A policy or price does not fit the sample.</exception>
    public static ReplayResult Run(OutcomeSample sample, ReplayPlan plan, SamplePrices? prices = null)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var unknown in plan.ByClass.Keys.Where(name => !sample.Requests.Any(request => request.Class == name)))
        {
            throw new ReplayException($"The sample has no class '{unknown}'; it has {Named(sample.Requests.Select(static r => r.Class))}.");
        }

        var tallies = new ReplayTallies(plan, sample.Ladder[^1]);
        foreach (var group in sample.ByClass())
        {
            var chain = plan.For(group.Key) is { } policy
                ? Bind(policy, sample.Ladder)
                : new Chain(sample.Ladder, [sample.Ladder.Count - 1], EscalationSignal.None);
            foreach (var request in group)
            {
                tallies.Add(group.Key, Replay(chain, request, prices?.Reprice(request, sample.Ladder) ?? request));
            }
        }

        return tallies.ToResult([.. Assumptions(sample), .. prices?.Assumptions ?? []]);
    }

    /// <summary>The policy as a chain of the sample's ladder.</summary>
    /// <exception cref="ReplayException">It names a rung the sample does not have, or goes down the ladder.</exception>
    public static Chain Bind(ReplayPolicy policy, IReadOnlyList<string> ladder)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var names = ladder.ToList();
        int[] rungs = [.. policy.Rungs.Select(name => names.IndexOf(name))];
        var missing = Array.IndexOf(rungs, -1);
        if (missing >= 0)
        {
            throw new ReplayException($"The sample has no rung '{policy.Rungs[missing]}'; it has {string.Join(", ", ladder)}.");
        }

        for (var i = 1; i < rungs.Length; i++)
        {
            if (rungs[i] < rungs[i - 1])
            {
                throw new ReplayException($"'{policy.Name}' goes down the ladder; the sample's rungs rise as {string.Join(" > ", ladder)}.");
            }
        }

        return new Chain(ladder, rungs, policy.Signal);
    }

    private static ReplayedRequest Replay(Chain chain, RecordedRequest recorded, RecordedRequest priced)
    {
        var result = chain.Run(priced);
        var first = chain.Rungs[0];
        return new ReplayedRequest
        {
            Then = recorded.Reference.Cost,
            Now = result.Cost,
            IsReplayed = true,
            ScoreThen = recorded.Reference.Score,
            ScoreNow = result.Score,
            ScoreLeft = result.LastRung == first ? null : recorded.Rungs[first].Score,
            EscalationsNow = chain.Rungs.TakeWhile(rung => rung != result.LastRung).Count(),
            MillisecondsThen = recorded.Reference.LatencySeconds > 0 ? recorded.Reference.LatencySeconds * 1000 : null,
            MillisecondsNow = Milliseconds(chain, recorded, result.LastRung),
        };
    }

    private static double? Milliseconds(Chain chain, RecordedRequest recorded, int last)
    {
        var sum = 0.0;
        foreach (var rung in chain.Rungs)
        {
            var seconds = recorded.Rungs[rung].LatencySeconds;
            if (seconds <= 0)
            {
                return null;
            }

            sum += seconds * 1000;
            if (rung == last)
            {
                break;
            }
        }

        return sum;
    }

    private static IEnumerable<string> Assumptions(OutcomeSample sample)
    {
        var reference = sample.Ladder[^1];
        yield return $"'Then' is {reference}, the sample's last rung, for every request, at the costs recorded.";
        yield return "Every rung was recorded on every request: scores, gates and times of another policy are read off, not guessed; "
            + "rungs asked one after another take the sum of their times.";
        if (sample.Requests.All(static request => request.Rungs.All(static rung => rung.GatePassed is null)))
        {
            yield return "No verdict of a gate was recorded: every answer counts as passed, so gates never escalate.";
        }
    }

    private static string Named(IEnumerable<string> classes) => string.Join(", ", classes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
