using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>What one replica tells the others of one counter: absolute figures, so that telling them twice changes nothing.</summary>
/// <param name="Spent">Settled by this replica's journal in the window.</param>
/// <param name="Held">Held by its attempts under way.</param>
/// <param name="Sent">The part of <paramref name="Held"/> that has an open ledger entry.</param>
/// <param name="Claimed">Spent, held and the free part of its slice.</param>
/// <param name="Wanted">What its attempts wait for and nobody could give.</param>
internal readonly record struct BudgetFigures(Usd Spent, Usd Held, Usd Sent, Usd Claimed, Usd Wanted);
