namespace Clearbar.Routing.Policies;

/// <summary>
/// The planner's policy at one price of quality: per class a way to start, then per request the step with the best expected score minus
/// lambda times cost. Immutable.
/// </summary>
public sealed class PlannedPolicy : IRoutingPolicy
{
    private readonly TierPlanner _planner;
    private readonly IReadOnlyDictionary<string, StartMode> _starts;
    private readonly StartMode _unknown;

    internal PlannedPolicy(
        TierPlanner planner, string name, double lambda, IReadOnlyDictionary<string, StartMode> starts, StartMode unknown)
    {
        _planner = planner;
        _starts = starts;
        _unknown = unknown;
        Name = name;
        Lambda = lambda;
    }

    public string Name { get; }

    /// <summary>Score that one unit of cost must buy.</summary>
    public double Lambda { get; }

    public RunResult Run(RecordedRequest request) => Run(request, _planner.Foresee(request));

    /// <summary>
    /// The chosen start of a class, for explanations: <c>haiku</c>, <c>haiku, then by its answer</c>, <c>by the request</c>.
    /// </summary>
    public string Explain(string className) => Start(className).Describe(_planner.Ladder);

    /// <summary>Replays with predictions made before.</summary>
    public RunResult Run(RecordedRequest request, Foresight foresight)
        => _planner.Simulate(request, foresight, Start(request.Class), Lambda);

    private StartMode Start(string className) => _starts.GetValueOrDefault(className, _unknown);
}
