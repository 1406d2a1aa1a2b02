using System.Data.Common;
using Clearbar.Ledger.Journal;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Rollups;

/// <summary>
/// What sums and reports need of one entry, as a store keeps it: amounts rounded and counts held as the columns hold them, so that figures
/// made from a record and figures read back from its row are equal.
/// </summary>
public sealed record EntryFigures
{
    /// <summary>The columns <see cref="Read"/> takes, in its order.</summary>
    public const string Columns =
        "at_us, opened_at_us, outcome, attempt, key_id, class, rung, COALESCE(model, served_model), deployment, surface, price_status, "
        + "input, cache_read, cache_write_5m, cache_write_1h, output, cost_micro, cost_pico, ceiling_micro, ceiling_pico, "
        + "avoided_input, avoided_cache_read, avoided_cache_write_5m, avoided_cache_write_1h, avoided_output, gateway_ms";

    public required long AtUs { get; init; }

    /// <summary>False when the opening was lost: then what it would have said is null.</summary>
    public required bool HasOpening { get; init; }

    public EntryOutcome Outcome { get; init; }

    public int? Attempt { get; init; }

    public string? KeyId { get; init; }

    public string? Class { get; init; }

    public string? Rung { get; init; }

    /// <summary>The model sent to, or the one that answered where the opening was lost.</summary>
    public string? Model { get; init; }

    public string? Deployment { get; init; }

    public Surface? Surface { get; init; }

    public PriceStatus? PriceStatus { get; init; }

    public TokenUsage Usage { get; init; }

    public (long Micro, long Pico)? Cost { get; init; }

    public (long Micro, long Pico)? Ceiling { get; init; }

    public TokenUsage? Avoided { get; init; }

    public double GatewayMs { get; init; }

    /// <summary>The UTC hour it belongs to, counted from 1970-01-01T00:00Z.</summary>
    public long Hour => UnixHours.Of(AtUs);

    /// <summary>The figures of an entry that is not in the store yet; at least one half is given.</summary>
    public static EntryFigures Of(OpenedEntry? opened, SettledEntry? settled)
    {
        var figures = new EntryFigures
        {
            AtUs = UnixMicroseconds.From(opened?.OpenedAt ?? settled!.SettledAt),
            HasOpening = false,
        };
        figures = opened is null ? figures : figures.With(opened);
        return settled is null ? figures : figures.With(settled);
    }

    /// <summary>Reads <see cref="Columns"/>, the first of which is the reader's column <paramref name="at"/>.</summary>
    public static EntryFigures Read(DbDataReader row, int at = 0) => new()
    {
        AtUs = row.GetInt64(at),
        HasOpening = !row.IsDBNull(at + 1),
        Outcome = (EntryOutcome)row.GetInt32(at + 2),
        Attempt = row.IsDBNull(at + 3) ? null : row.GetInt32(at + 3),
        KeyId = Text(row, at + 4),
        Class = Text(row, at + 5),
        Rung = Text(row, at + 6),
        Model = Text(row, at + 7),
        Deployment = Text(row, at + 8),
        Surface = row.IsDBNull(at + 9) ? null : (Surface)row.GetInt32(at + 9),
        PriceStatus = row.IsDBNull(at + 10) ? null : (PriceStatus)row.GetInt32(at + 10),
        Usage = Tokens(row, at + 11) ?? default,
        Cost = Money(row, at + 16),
        Ceiling = Money(row, at + 18),
        Avoided = Tokens(row, at + 20),
        GatewayMs = row.IsDBNull(at + 25) ? 0 : row.GetDouble(at + 25),
    };

    /// <summary>These figures with an opening that came late; it also moves the entry to the time it was opened at.</summary>
    public EntryFigures With(OpenedEntry opened) => this with
    {
        AtUs = UnixMicroseconds.From(opened.OpenedAt),
        HasOpening = true,
        Attempt = opened.Attempt,
        KeyId = StoredText.Of(opened.KeyId),
        Class = StoredText.Of(opened.Class),
        Rung = StoredText.Of(opened.Rung),
        Model = StoredText.Of(opened.Model),
        Deployment = StoredText.Of(opened.Deployment),
        Surface = opened.Surface,
        Ceiling = opened.Ceiling is { } ceiling ? MoneyColumns.Split(ceiling) : null,
    };

    /// <summary>These figures settled.</summary>
    public EntryFigures With(SettledEntry settled) => this with
    {
        Outcome = settled.Outcome,
        Model = HasOpening ? Model : StoredText.Of(settled.ServedModel),
        PriceStatus = settled.PriceStatus,
        Usage = StoredTokens.Clamp(settled.Usage),
        Cost = settled.Cost is { } cost ? MoneyColumns.Split(cost) : null,
        Avoided = settled.Avoided is { } avoided ? StoredTokens.Clamp(avoided) : null,
        GatewayMs = settled.GatewayMs,
    };

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : StoredText.Of(row.GetString(column));

    private static (long Micro, long Pico)? Money(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : (row.GetInt64(column), row.GetInt64(column + 1));

    private static TokenUsage? Tokens(DbDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new TokenUsage(
            row.GetInt64(column), row.GetInt64(column + 1), row.GetInt64(column + 2), row.GetInt64(column + 3), row.GetInt64(column + 4));
}
