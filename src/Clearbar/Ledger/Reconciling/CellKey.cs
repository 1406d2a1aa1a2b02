namespace Clearbar.Ledger.Reconciling;

/// <summary>What is compared with what: one UTC day, one model, one usage type.</summary>
public readonly record struct CellKey(DateOnly Day, string Model, UsageKind Kind);
