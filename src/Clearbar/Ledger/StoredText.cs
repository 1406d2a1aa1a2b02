using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Ledger;

/// <summary>Text as every store can keep it.</summary>
public static class StoredText
{
    /// <summary>
    /// The text with U+0000 replaced by U+FFFD: PostgreSQL refuses it, and one model id made up by an upstream must not stop the drain. Lone
    /// surrogates cannot come this far, the journal's JSON has none.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text is null || !text.Contains('\0') ? text : text.Replace('\0', '\uFFFD');
}
