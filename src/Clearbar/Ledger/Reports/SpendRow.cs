using Clearbar.Pricing;

namespace Clearbar.Ledger.Reports;

/// <summary>What attempts that look alike to a budget cost, or at most will have cost. Local answers are not among them.</summary>
/// <param name="KeyId">Empty when the key is not known.</param>
/// <param name="Tags">Tags the caller sent; null also where they were not asked for.</param>
/// <param name="Spent">Costs; where a cost is not known, the entry's ceiling.</param>
/// <param name="Unpriced">Entries that have neither.</param>
public readonly record struct SpendRow(string KeyId, string? Class, string? Model, string? Tags, Usd Spent, long Unpriced);
