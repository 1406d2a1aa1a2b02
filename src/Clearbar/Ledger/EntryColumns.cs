namespace Clearbar.Ledger;

/// <summary>
/// The columns of an entry, the same in every store. Names are append only: a name is never reused for another meaning. Besides these a row
/// has <c>entry_id</c> and <c>at_us</c>: the opening, or the settlement where the opening was lost; reports select by it.
/// </summary>
public static class EntryColumns
{
    /// <summary>Columns an opening fills.</summary>
    public static IReadOnlyList<string> Opened { get; } =
    [
        "opened_at_us", "request_id", "attempt", "class", "rung", "deployment", "surface", "model", "asked_model", "dialect", "stream",
        "key_id", "estimated_prompt", "ceiling_micro", "ceiling_pico", "edits", "open_price_book", "tags",
    ];

    /// <summary>Columns a settlement fills.</summary>
    public static IReadOnlyList<string> Settled { get; } =
    [
        "settled_at_us", "outcome", "status", "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "usage_is_final",
        "cost_micro", "cost_pico", "price_status", "lines", "price_book", "served_model", "upstream_request_id", "reason",
        "first_byte_ms", "total_ms", "gateway_ms",
        "avoided_input", "avoided_cache_read", "avoided_cache_write_5m", "avoided_cache_write_1h", "avoided_output",
    ];
}
