namespace Clearbar.Routing.Replays;

/// <summary>Which policy each class is replayed under.</summary>
/// <param name="Policy">For every class without its own; null leaves them as they were.</param>
/// <param name="ByClass">Policies of single classes, by name.</param>
public sealed record ReplayPlan(ReplayPolicy? Policy, IReadOnlyDictionary<string, ReplayPolicy> ByClass)
{
    /// <summary>The policy of a class; null when it stays as it was.</summary>
    public ReplayPolicy? For(string className) => ByClass.GetValueOrDefault(className) ?? Policy;

    /// <summary>Every policy in it.</summary>
    public IEnumerable<ReplayPolicy> All => Policy is null ? ByClass.Values : ByClass.Values.Prepend(Policy);
}
