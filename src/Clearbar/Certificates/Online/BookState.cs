namespace Clearbar.Certificates.Online;

/// <summary>Everything a policy book stores: counts and events, no prompt and no answer. Adds up between replicas in any order.</summary>
public sealed record BookState
{
    public static BookState Empty { get; } = new();

    /// <summary>
    /// Times a replica has stored a change in the database it shares with others, so that the newer one of its file and its rows is known; 0: never.
    /// </summary>
    public long Version { get; init; }

    /// <summary>One per class and reference.</summary>
    public IReadOnlyList<ClassState> Classes { get; init; } = [];

    /// <summary>The latest events, oldest first.</summary>
    public IReadOnlyList<PolicyEvent> Events { get; init; } = [];

    /// <summary>Dollars spent on shadows, by UTC day.</summary>
    public ShadowSpend Spend { get; init; }

    /// <summary>The sum of two replicas' states.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="mostEvents">Events kept.</param>
    public static BookState Merge(BookState left, BookState right, int mostEvents = 500)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var classes = new SortedDictionary<ClassKey, ClassState>();
        foreach (var state in left.Classes.Concat(right.Classes))
        {
            var key = new ClassKey(state.Class, state.Reference);
            classes[key] = classes.TryGetValue(key, out var other) ? ClassState.Merge(other, state) : state;
        }

        var events = new SortedSet<PolicyEvent>(left.Events.Concat(right.Events), PolicyEventOrder.Instance);
        return new BookState
        {
            Version = Math.Max(left.Version, right.Version),
            Classes = [.. classes.Values],
            Events = [.. events.Skip(Math.Max(0, events.Count - mostEvents))],
            Spend = ShadowSpend.Merge(left.Spend, right.Spend),
        };
    }
}
