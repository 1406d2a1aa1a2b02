namespace Clearbar.Routing.Policies;

/// <summary>Requests of one ladder with every rung's outcome: what policies are chosen and certified on.</summary>
/// <param name="Name">Name for reports.</param>
/// <param name="Ladder">Names of the rungs; the last one is the reference.</param>
/// <param name="Requests">The requests.</param>
public sealed record OutcomeSample(string Name, IReadOnlyList<string> Ladder, IReadOnlyList<RecordedRequest> Requests)
{
    public int Count => Requests.Count;

    /// <summary>The requests of each class, classes in ordinal order.</summary>
    public IEnumerable<IGrouping<string, RecordedRequest>> ByClass()
        => Requests.GroupBy(static r => r.Class, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal);

    /// <summary>The same ladder with other requests.</summary>
    public OutcomeSample With(IReadOnlyList<RecordedRequest> requests) => this with { Requests = requests };
}
