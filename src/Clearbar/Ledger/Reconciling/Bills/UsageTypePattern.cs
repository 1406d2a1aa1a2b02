using System.Text.RegularExpressions;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>One family of AWS usage types.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Pattern">Matches the normalised usage type; groups <c>model</c>, <c>item</c>, <c>scope</c>, <c>mode</c> where it has them.</param>
/// <param name="Product">Must match the product's name in lower case; null when any will do.</param>
/// <param name="Item">The item of a family without the group.</param>
/// <param name="TokensPerUnit">Tokens in one unit of quantity.</param>
public sealed record UsageTypePattern(string Name, Regex Pattern, Regex? Product, string? Item, decimal TokensPerUnit);
