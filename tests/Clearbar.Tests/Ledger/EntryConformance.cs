using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Pricing;
using Clearbar.Testing;

namespace Clearbar.Tests.Ledger;

/// <summary>What every store does with records, batch by batch.</summary>
public abstract class EntryConformance(StoreUnderTest store) : IDisposable
{
    private static readonly Guid Journal = Guid.CreateVersion7();
    private readonly Guid _id = Guid.CreateVersion7();
    private long _offset = 40;

    protected StoreUnderTest Store => store;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_whole_entry_has_every_column()
    {
        Apply(Opened(_id), Settled(_id));

        var row = store.Row(_id);
        Assert.Equal("support \"intent\" ü", row["class"]);
        Assert.Equal(1L, row["stream"]);
        Assert.Equal(1234L, row["cost_micro"]);
        Assert.Equal(500010L, row["cost_pico"]);
        Assert.Equal(12500L, row["ceiling_micro"]);
        Assert.Equal((long)EntryOutcome.Accepted, row["outcome"]);
        Assert.Equal("[[\"input\",800,1.1,1.10,0.000968],[\"output\",40,5.5,1,0.00022]]", row["lines"]);
        Assert.Equal(0.375, row["gateway_ms"]);
        Assert.DoesNotContain(row, column => column.Value is null);
        foreach (var column in EntryColumns.Opened.Concat(EntryColumns.Settled))
        {
            Assert.Contains(column, row.Keys);
        }
    }

    [Fact]
    public void Halves_in_different_batches_and_in_any_order_make_the_same_row()
    {
        var other = Guid.CreateVersion7();
        var whole = Guid.CreateVersion7();
        Apply(Opened(whole), Settled(whole), Opened(_id), Settled(other));
        Apply(Settled(_id), Opened(other));

        AssertSameButId(store.Row(whole), store.Row(_id));
        AssertSameButId(store.Row(whole), store.Row(other));
    }

    [Fact]
    public void A_settlement_without_an_opening_is_kept_at_the_time_it_was_settled()
    {
        Apply(Settled(_id));

        var row = store.Row(_id);
        Assert.Null(row["opened_at_us"]);
        Assert.Equal(row["settled_at_us"], row["at_us"]);
        Assert.Equal(1234L, row["cost_micro"]);
    }

    [Fact]
    public void The_first_opening_and_the_first_settlement_count_within_a_batch_and_between_batches()
    {
        var late = Settled(_id, settled => settled with { Cost = new Usd(8), Outcome = EntryOutcome.Failed });
        Apply(Opened(_id), Settled(_id), Opened(_id, opened => opened with { Class = "other" }), late);
        var before = store.Row(_id);

        Apply(Opened(_id, opened => opened with { Class = "other" }), late, Abandoned(_id));
        Apply(Abandoned(_id));

        Assert.Equal(before, store.Row(_id));
        Assert.Equal((long)EntryOutcome.Accepted, before["outcome"]);
        Assert.Equal(1, store.Count());
    }

    [Fact]
    public void A_settlement_replaces_an_abandonment_and_never_the_other_way_round()
    {
        Apply(Opened(_id));
        Apply(Abandoned(_id));
        Assert.Equal(EntryOutcome.Abandoned, store.Outcomes()[_id]);

        Apply(Settled(_id));
        Apply(Abandoned(_id));

        var row = store.Row(_id);
        Assert.Equal((long)EntryOutcome.Accepted, row["outcome"]);
        Assert.Equal(1234L, row["cost_micro"]);
        Assert.Equal(0, store.Number("SELECT COUNT(*) FROM rollup_hours h JOIN rollup_groups g ON g.group_id = h.group_id "
            + "WHERE g.outcome = 6 AND h.attempts <> 0"));
    }

    [Fact]
    public void A_whole_batch_applied_again_changes_nothing()
    {
        var records = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7())
            .SelectMany(id => new[] { Opened(id), Settled(id) }).ToArray();
        Apply(records);
        var before = Everything();

        Apply(records);

        Assert.Equal(before, Everything());
    }

    [Fact]
    public void Unsettled_entries_are_listed_with_their_ceilings()
    {
        var unpriced = Guid.CreateVersion7();
        var done = Guid.CreateVersion7();
        Apply(Opened(_id), Opened(unpriced, opened => opened with { Ceiling = null }), Opened(done), Settled(done));

        using var opened = store.Open();
        var unsettled = opened.ReadUnsettled(Journal);

        Assert.Equal(
            new HashSet<UnsettledEntry> { new(_id, SampleEntries.Ceiling), new(unpriced, null) }, unsettled.ToHashSet());
    }

    [Fact]
    public void The_position_is_that_of_the_last_batch_of_each_journal()
    {
        var other = Guid.CreateVersion7();
        using var opened = store.Open();
        Assert.Null(opened.DrainedUpTo(Journal));

        opened.Apply(Journal, [], new JournalPosition(1, 40), durable: false);
        opened.Apply(other, [Settled(_id)], new JournalPosition(7, 99), durable: false);
        opened.Apply(Journal, [], new JournalPosition(2, 4_000_000_000), durable: true);

        Assert.Equal(new JournalPosition(2, 4_000_000_000), opened.DrainedUpTo(Journal));
        using var reader = store.OpenReader();
        Assert.Equal(new JournalPosition(7, 99), reader.DrainedUpTo(other));
        Assert.Null(reader.DrainedUpTo(Guid.CreateVersion7()));
    }

    [Fact]
    public void Nonsense_from_an_upstream_is_bounded_and_kept()
    {
        var usage = new Wire.TokenUsage(long.MaxValue, -5, 1, 1, long.MinValue);
        Apply(Opened(_id), Settled(_id, settled => settled with
        {
            Usage = usage, Cost = new Usd(decimal.MaxValue), ServedModel = "a\0b", Reason = "\uFFFD\0", UpstreamRequestId = new string('x', 100_000),
        }));

        var row = store.Row(_id);
        Assert.Equal(1_000_000_000_000L, row["input"]);
        Assert.Equal(0L, row["cache_read"]);
        Assert.Equal(0L, row["output"]);
        Assert.Equal(1_000_000_000_000_000L, row["cost_micro"]);
        Assert.Equal(100_000, ((string)row["upstream_request_id"]!).Length);
    }

    [Fact]
    public void Entries_older_than_the_retention_go_and_their_sums_stay()
    {
        var time = new ManualTime();
        var now = time.GetUtcNow();
        var old = Guid.CreateVersion7(now.AddDays(-9));
        var kept = Guid.CreateVersion7(now.AddDays(-2));
        using (var before = store.Open(null, time))
        {
            before.Apply(Journal, [At(old, now.AddDays(-9)), Settled(old), At(kept, now.AddDays(-2)), Settled(kept)], new(1, 50), durable: false);
        }

        using (var after = store.Open(retentionDays: 7, time))
        {
            after.Apply(Journal, [], new JournalPosition(1, 60), durable: false);
        }

        Assert.Equal([kept], store.Outcomes().Keys);
        using var reader = store.OpenReader();
        Assert.Equal(2, reader.ReadTotal(new()).Attempts);
        Assert.Equal(2 * SampleEntries.Cost.Amount, reader.ReadTotal(new()).Cost.Amount);
        var hour = now.AddDays(-9);
        Assert.Equal(1, reader.ReadTotal(new() { From = hour, To = hour.AddMinutes(1) }).Attempts);
        Assert.Equal(0, reader.ReadTotal(new() { From = hour.AddMinutes(1), To = hour.AddMinutes(59) }).Attempts);
    }

    protected static JournalRecord Opened(Guid id, Func<OpenedEntry, OpenedEntry>? change = null)
    {
        var entry = SampleEntries.Opened(id, "req-1");
        return new JournalRecord(JournalRecordType.Opened, change?.Invoke(entry) ?? entry, null);
    }

    protected static JournalRecord Settled(Guid id, Func<SettledEntry, SettledEntry>? change = null)
    {
        var entry = SampleEntries.Settled(id);
        return new JournalRecord(JournalRecordType.Settled, null, change?.Invoke(entry) ?? entry);
    }

    protected void Apply(params JournalRecord[] records)
    {
        using var opened = store.Open();
        opened.Apply(Journal, records, new JournalPosition(1, ++_offset), durable: false);
    }

    private static JournalRecord At(Guid id, DateTimeOffset at) => Opened(id, opened => opened with { OpenedAt = at });

    private static JournalRecord Abandoned(Guid id) => new(JournalRecordType.Abandoned, null, new SettledEntry
    {
        EntryId = id,
        SettledAt = SampleEntries.Noon.AddHours(3),
        Outcome = EntryOutcome.Abandoned,
        Cost = SampleEntries.Ceiling,
        PriceStatus = PriceStatus.Estimated,
    });

    private static void AssertSameButId(IReadOnlyDictionary<string, object?> expected, IReadOnlyDictionary<string, object?> actual) => Assert.Equal(
        expected.Where(static column => column.Key != "entry_id").ToDictionary(), actual.Where(static column => column.Key != "entry_id").ToDictionary());

    private string Everything() => string.Join('\n', new[] { "entries", "rollup_groups", "rollup_hours", "rollup_days", "gateway_times", "gateway_days" }.SelectMany(
        table => store.Rows($"SELECT * FROM {table}")
            .Select(row => string.Join('|', row.Select(static column => column.Value is byte[] bytes ? Convert.ToHexString(bytes) : column.Value)))
            .Order(StringComparer.Ordinal)));
}
