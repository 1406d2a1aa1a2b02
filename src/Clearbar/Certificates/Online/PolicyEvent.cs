namespace Clearbar.Certificates.Online;

/// <summary>One change of a class's policy with the numbers behind it.</summary>
/// <param name="At">When.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Reference">The tier asked for.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Policy">The candidate concerned; empty when it is the whole class.</param>
/// <param name="Why">One sentence with the numbers.</param>
public sealed record PolicyEvent(
    DateTimeOffset At, string Class, string Reference, PolicyEventKind Kind, string Policy, string Why)
{
    /// <summary>By time, then by everything else, so that lists of replicas merge into the same one in any order.</summary>
    public static IComparer<PolicyEvent> InOrder { get; } = Comparer<PolicyEvent>.Create(static (one, other) => one.Compare(other));

    private int Compare(PolicyEvent other)
    {
        var order = At.CompareTo(other.At);
        order = order != 0 ? order : string.CompareOrdinal(Class, other.Class);
        order = order != 0 ? order : string.CompareOrdinal(Reference, other.Reference);
        order = order != 0 ? order : Kind.CompareTo(other.Kind);
        order = order != 0 ? order : string.CompareOrdinal(Policy, other.Policy);
        return order != 0 ? order : string.CompareOrdinal(Why, other.Why);
    }
}
