namespace Clearbar.Pricing;

/// <summary>The contents of a price file (<c>claude-prices.json</c>), read and checked, before anything is derived from them.</summary>
/// <param name="Version">Day of compilation and a short hash of the file's bytes, for example <c>2026-11-20+1f3a9c2e</c>.</param>
/// <param name="Compiled">The day the file was compiled.</param>
/// <param name="Sources">Letter code to description of a source.</param>
/// <param name="Rules">Multipliers and fees that belong to no model.</param>
/// <param name="Models">Every priced model.</param>
public sealed record PriceFile(
    string Version,
    DateOnly Compiled,
    IReadOnlyDictionary<string, string> Sources,
    PriceRules Rules,
    IReadOnlyList<PricedModel> Models);
