namespace Clearbar.Pricing.Import;

/// <summary>One difference between two price files.</summary>
/// <param name="Row">What differs, for example <c>claude-haiku-4-5-20251001 anthropic-api from 2025-10-15</c>.</param>
/// <param name="Field">The field; null when the whole row is only in one file.</param>
/// <param name="Old">The old value, or a summary of a removed row; null for an added row.</param>
/// <param name="New">The new value, or a summary of an added row; null for a removed row.</param>
public sealed record PriceFileChange(string Row, string? Field, string? Old, string? New)
{
    /// <summary><c>added</c>, <c>removed</c> or <c>changed</c>.</summary>
    public string Kind => this switch
    {
        { Field: not null } => "changed",
        { Old: null } => "added",
        _ => "removed",
    };
}
