namespace Clearbar.Routing.Policies;

/// <summary>A way to answer: which rungs are asked, in which order, and when the answer is accepted. Deterministic.</summary>
public interface IRoutingPolicy
{
    /// <summary>Name for reports and certificates, for example <c>haiku&gt;opus gates</c>.</summary>
    string Name { get; }

    /// <summary>Replays the policy on recorded outcomes.</summary>
    RunResult Run(RecordedRequest request);
}
