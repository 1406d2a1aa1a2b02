namespace Clearbar.Certificates.Online;

/// <summary>One class and reference; its own lock guards the evidence, the published policy is read without.</summary>
internal sealed class PolicyPage
{
    private volatile GrantedPolicy? _current;
    private ClassEvidence? _evidence;
    private ClassState? _snapshot;
    private long _snapshotRevision;
    private (ClassState? Stored, ClassState? Others) _seen;

    public ClassEvidence? Evidence
    {
        get => _evidence;
        set
        {
            _evidence = value;
            _snapshot = null;
        }
    }

    public GrantedPolicy? Current => _current;

    public void Publish() => _current = _evidence?.Current;

    /// <summary>What this process stores of it; the same object until that changes.</summary>
    public ClassState? Snapshot()
    {
        if (_evidence is { } evidence && (_snapshot is null || _snapshotRevision != evidence.Revision))
        {
            (_snapshot, _snapshotRevision) = (evidence.Snapshot(), evidence.Revision);
        }

        return _snapshot;
    }

    /// <summary>Whether one of the parts has changed since they were last looked at.</summary>
    public bool IsNews(ClassState stored, ClassState? others)
    {
        var isNews = !ReferenceEquals(_seen.Stored, stored) || !ReferenceEquals(_seen.Others, others);
        _seen = (stored, others);
        return isNews;
    }
}
