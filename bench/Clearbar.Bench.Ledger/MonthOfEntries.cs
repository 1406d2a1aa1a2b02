namespace Clearbar.Bench.Ledger;

/// <summary>
/// A month of entries in SQL both stores understand, by number <c>i</c>: evenly over 30 days, 50 keys of 2 classes each out of 20, five rungs
/// of one deployment each, one attempt in nine escalated and one in 97 failed.
/// </summary>
internal static class MonthOfEntries
{
    public const string Columns =
        "at_us, opened_at_us, request_id, attempt, class, rung, deployment, surface, model, asked_model, dialect, stream, key_id, "
        + "ceiling_micro, ceiling_pico, settled_at_us, outcome, status, input, cache_read, cache_write_5m, cache_write_1h, output, "
        + "usage_is_final, cost_micro, cost_pico, price_status, gateway_ms";

    /// <summary>First microsecond of the month: 2026-10-01T00:00Z.</summary>
    public const long Start = 1_790_812_800_000_000;

    private const long Length = 30L * 86_400 * 1_000_000;

    public static string Values(int entries)
    {
        var at = $"{Start} + i * {Length / entries}";
        return $"""
            {at}, {at}, 'req-' || i, 1 + (i % 9) / 8, 'class-' || ((i * 7919) % 100) / 5, 'rung-' || (i % 5), 'deployment-' || (i % 5), 0,
            'claude-haiku-4-5', 'auto', 1, i % 2, 'key-' || ((i * 7919) % 100) / 2, 12500, 0, {at} + 900000,
            CASE WHEN i % 9 = 0 THEN 2 WHEN i % 97 = 1 THEN 3 ELSE 1 END, 200, 500 + i % 1000, (i % 3) * 1000, 0, 0, 20 + i % 300,
            1, 1000 + i % 5000, (i * 37) % 1000000, 0, 0.1 + (i % 500) / 1000.0
            """;
    }
}
