using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>What the ledger knows was spent by entries that look alike to a budget.</summary>
/// <param name="Spent">Costs; where a cost is not known, the entry's ceiling.</param>
/// <param name="Unpriced">Entries that have neither.</param>
public readonly record struct SpendRow(string KeyId, string? Class, string? Model, string? Tags, Usd Spent, long Unpriced);
