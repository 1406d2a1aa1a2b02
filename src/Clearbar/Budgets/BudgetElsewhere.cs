using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>What all other replicas have of one counter, as the database last said.</summary>
/// <param name="Spent">Settled; of a replica whose lease has ended also what it had sent and not settled.</param>
/// <param name="Held">Held by attempts under way at replicas whose lease runs.</param>
/// <param name="Claimed">What counts against the limit: all of the above and the free slices of replicas whose lease runs.</param>
/// <param name="Wanted">What their attempts wait for.</param>
/// <param name="HeldAge">How long ago the first of those who hold something said so, when this was read: it may have ended since.</param>
internal readonly record struct BudgetElsewhere(Usd Spent, Usd Held, Usd Claimed, Usd Wanted, TimeSpan HeldAge)
{
    /// <summary>Leased by others and used by nobody: it can be asked for.</summary>
    public Usd Free => Claimed - Spent - Held;
}
