namespace Clearbar.Routing.Replays;

/// <summary>Tallies of every class and of all.</summary>
internal sealed class ReplayTallies(ReplayPlan plan, string unchanged)
{
    private readonly SortedDictionary<string, ReplayTally> _classes = new(StringComparer.Ordinal);
    private readonly ReplayTally _total = new();

    public void Add(string className, in ReplayedRequest request)
    {
        Of(className).Add(request);
        _total.Add(request);
    }

    public void AddDoubt(string className, double variance)
    {
        Of(className).AddDoubt(variance);
        _total.AddDoubt(variance);
    }

    public ReplayResult ToResult(IReadOnlyList<string> assumptions)
    {
        var name = plan.Policy?.Name ?? unchanged;
        return new ReplayResult(
            name,
            [.. _classes.Select(pair => pair.Value.ToFigures(pair.Key, plan.For(pair.Key)?.Name))],
            _total.ToFigures("total", null),
            assumptions);
    }

    private ReplayTally Of(string className)
    {
        if (!_classes.TryGetValue(className, out var tally))
        {
            _classes.Add(className, tally = new ReplayTally());
        }

        return tally;
    }
}
