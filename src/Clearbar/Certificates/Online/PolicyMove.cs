namespace Clearbar.Certificates.Online;

/// <summary>The decision that brought a candidate to the step it is at, so that every replica that takes it over can say why.</summary>
/// <param name="Kind">What was decided.</param>
/// <param name="At">When.</param>
/// <param name="Why">One sentence with the numbers.</param>
public sealed record PolicyMove(PolicyEventKind Kind, DateTimeOffset At, string Why)
{
    // Replicas that decide the same at the same moment wrote down slightly different numbers; any fixed choice between them will do.
    internal static PolicyMove? Later(PolicyMove? left, PolicyMove? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        var order = left.At.CompareTo(right.At);
        order = order != 0 ? order : left.Kind.CompareTo(right.Kind);
        order = order != 0 ? order : string.CompareOrdinal(left.Why, right.Why);
        return order >= 0 ? left : right;
    }
}
