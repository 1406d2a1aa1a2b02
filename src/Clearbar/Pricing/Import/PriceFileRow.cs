namespace Clearbar.Pricing.Import;

/// <summary>One row of a price file as text.</summary>
/// <param name="Key">What the row is about; unique in its file.</param>
/// <param name="Fields">Its fields in a fixed order.</param>
internal sealed record PriceFileRow(string Key, IReadOnlyList<(string Name, string Value)> Fields)
{
    /// <summary>The row in one line.</summary>
    public string Summary => string.Join(", ", Fields.Select(fact => $"{fact.Name} {fact.Value}"));
}
