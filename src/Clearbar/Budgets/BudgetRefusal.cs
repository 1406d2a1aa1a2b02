namespace Clearbar.Budgets;

/// <summary>Why a reservation was not made: the first budget that had no room, as it stood.</summary>
public readonly record struct BudgetRefusal(BudgetState State)
{
    /// <summary>
    /// There may be room: the database that replicas share, or a replica that has some, did not answer in time. Never said of one process alone.
    /// </summary>
    public bool IsUnknown { get; init; }
}
