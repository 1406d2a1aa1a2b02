namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>What an AWS usage type says.</summary>
/// <param name="Pattern">The family it belongs to.</param>
/// <param name="Kind">What is counted.</param>
/// <param name="Model">The model as the usage type names it; null where the product's name does.</param>
/// <param name="TokensPerUnit">Tokens in one unit, unless the report's pricing unit says otherwise.</param>
public sealed record UsageTypeMatch(string Pattern, UsageKind Kind, string? Model, decimal TokensPerUnit);
