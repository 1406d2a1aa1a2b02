namespace Clearbar.Certificates.Online;

/// <summary>By time, then by everything else, so that lists of replicas merge into the same one in any order.</summary>
public sealed class PolicyEventOrder : IComparer<PolicyEvent>
{
    public static PolicyEventOrder Instance { get; } = new();

    public int Compare(PolicyEvent? x, PolicyEvent? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var order = x.At.CompareTo(y.At);
        order = order != 0 ? order : string.CompareOrdinal(x.Class, y.Class);
        order = order != 0 ? order : string.CompareOrdinal(x.Reference, y.Reference);
        order = order != 0 ? order : x.Kind.CompareTo(y.Kind);
        order = order != 0 ? order : string.CompareOrdinal(x.Policy, y.Policy);
        return order != 0 ? order : string.CompareOrdinal(x.Why, y.Why);
    }
}
