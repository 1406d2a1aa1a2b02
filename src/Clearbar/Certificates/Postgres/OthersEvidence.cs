using Clearbar.Certificates.Online;

namespace Clearbar.Certificates.Postgres;

/// <summary>
/// The rows of all other replicas as this one has read them, and their sums. Only what has changed is read and added up again. Not thread-safe; its owner
/// guards it.
/// </summary>
internal sealed class OthersEvidence
{
    private readonly Dictionary<(ClassKey Class, string Basis), Dictionary<Guid, ClassState>> _rows = [];
    private readonly Dictionary<(ClassKey Class, string Basis), ClassState> _sums = [];
    private long _folds;

    /// <summary>All rows up to this change are known.</summary>
    public long Seen { get; private set; }

    /// <summary>One sum for each class and basis; the same object until one of its rows changes.</summary>
    public BookState Sum { get; private set; } = BookState.Empty;

    /// <summary>The rows of replicas that are gone have become one: all are read again.</summary>
    public void Expect(long folds)
    {
        if (folds != _folds)
        {
            Forget();
            _folds = folds;
        }
    }

    public void Forget()
    {
        _rows.Clear();
        _sums.Clear();
        Seen = 0;
        Sum = BookState.Empty;
    }

    public void Take(List<StoredState> changed)
    {
        if (changed.Count == 0)
        {
            return;
        }

        var touched = new HashSet<(ClassKey Class, string Basis)>();
        foreach (var (journal, change, state) in changed)
        {
            var key = (new ClassKey(state.Class, state.Reference), state.Basis);
            if (!_rows.TryGetValue(key, out var rows))
            {
                _rows[key] = rows = [];
            }

            rows[journal] = state;
            touched.Add(key);
            Seen = Math.Max(Seen, change);
        }

        foreach (var key in touched)
        {
            _sums[key] = _rows[key].Values.Aggregate(ClassState.Merge);
        }

        Sum = new BookState { Classes = [.. _sums.Values] };
    }

    /// <summary>Others do not yet know a decision that this state holds.</summary>
    public bool IsBehind(ClassState own)
    {
        var key = (new ClassKey(own.Class, own.Reference), own.Basis);
        if (!_sums.TryGetValue(key, out var sum))
        {
            return true;
        }

        if (own.Epoch != sum.Epoch || own.FreezeCount > sum.FreezeCount)
        {
            return own.Epoch > sum.Epoch || own.FreezeCount > sum.FreezeCount;
        }

        foreach (var (name, candidate) in own.Candidates)
        {
            if (candidate.Step > (sum.Candidates.GetValueOrDefault(name)?.Step ?? 0))
            {
                return true;
            }
        }

        return false;
    }
}
