namespace Clearbar.Replicas;

/// <summary>How many replicas are there, as the database they share said last; 1 for a gateway on its own.</summary>
public sealed class ReplicaCensus
{
    private volatile int _live = 1;

    /// <summary>This one included. At least 1.</summary>
    public int Live
    {
        get => _live;
        set => _live = Math.Max(1, value);
    }
}
