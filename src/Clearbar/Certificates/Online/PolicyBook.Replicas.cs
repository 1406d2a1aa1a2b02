namespace Clearbar.Certificates.Online;

/// <content>What replicas tell each other: their counts, and what they decided on them.</content>
public sealed partial class PolicyBook
{
    /// <summary>
    /// What this process counted, for its file or its row; the shadow budget's owner adds what was spent. The state of a class that has not changed since
    /// the last time is the same object.
    /// </summary>
    public BookState Snapshot()
    {
        var classes = new SortedDictionary<ClassKey, ClassState>(_dormant.ToDictionary());
        foreach (var (key, page) in _pages)
        {
            lock (page)
            {
                if (page.Snapshot() is { } state)
                {
                    classes[key] = state;
                }
            }
        }

        return new BookState { Classes = [.. classes.Values], Events = Events };
    }

    /// <summary>
    /// Takes over the sum of what all other replicas counted, in place of what was taken over before, and promotes what it proves together with what
    /// this process had stored when that sum was made.
    /// </summary>
    /// <param name="others">The sum. A class that is the same object as the last time is not looked at again.</param>
    /// <param name="stored">This process's part; null: nothing is promoted on it.</param>
    public void Join(BookState others, BookState? stored = null)
    {
        ArgumentNullException.ThrowIfNull(others);
        var known = Volatile.Read(ref _others);
        var next = LookUp(others);
        Volatile.Write(ref _others, next);
        foreach (var group in next)
        {
            foreach (var state in group)
            {
                if (!known[group.Key].Contains(state, ReferenceEqualityComparer.Instance))
                {
                    Change(state.Class, state.Reference, evidence => evidence.Join(state, _time.GetUtcNow()));
                }
            }
        }

        foreach (var state in stored?.Classes ?? [])
        {
            var rest = next[new ClassKey(state.Class, state.Reference)].FirstOrDefault(other => other.Basis == state.Basis);
            if (_pages.TryGetValue(new ClassKey(state.Class, state.Reference), out var page))
            {
                Promote(page, state, rest);
            }
        }
    }

    /// <summary>Takes what this process had stored before in place of what it has counted; for one that started with an older file.</summary>
    public void Restore(BookState own)
    {
        ArgumentNullException.ThrowIfNull(own);
        // What the others counted is added again at the next exchange.
        Volatile.Write(ref _others, LookUp(BookState.Empty));
        _dormant.Clear();
        var states = own.Classes.ToDictionary(static state => new ClassKey(state.Class, state.Reference));
        foreach (var (key, state) in states)
        {
            if (!_pages.ContainsKey(key))
            {
                _dormant[key] = state;
            }
        }

        foreach (var (key, page) in _pages)
        {
            lock (page)
            {
                if (page.Evidence is { } evidence)
                {
                    page.Evidence = new ClassEvidence(evidence.Setup, states.GetValueOrDefault(key), _options, Add, _time.GetUtcNow());
                    page.Publish();
                }
            }
        }
    }

    private static ILookup<ClassKey, ClassState> LookUp(BookState book) =>
        book.Classes.ToLookup(static state => new ClassKey(state.Class, state.Reference));

    /// <summary>Leaves pages alone of which neither part has changed since they were last looked at.</summary>
    private void Promote(PolicyPage page, ClassState stored, ClassState? others)
    {
        lock (page)
        {
            if (page.Evidence is { } evidence && page.IsNews(stored, others))
            {
                evidence.Promote(stored, others, _time.GetUtcNow());
                page.Publish();
            }
        }
    }
}
