using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Pricing;

namespace Clearbar.Tests.Ledger;

public sealed class EntryCodecTests
{
    [Fact]
    public void An_opened_entry_comes_back_with_every_field()
    {
        var entry = SampleEntries.Opened(Guid.CreateVersion7());

        Assert.Equal(entry, RoundTrip(entry));
    }

    [Fact]
    public void A_settled_entry_comes_back_with_every_field()
    {
        var entry = SampleEntries.Settled(Guid.CreateVersion7());

        var back = RoundTrip(entry);

        Assert.Equal(entry.Lines, back.Lines);
        Assert.Equal(entry, back with { Lines = entry.Lines });
    }

    [Fact]
    public void Absent_fields_come_back_absent_and_an_unknown_price_is_not_zero()
    {
        var entry = new SettledEntry
        {
            EntryId = Guid.CreateVersion7(),
            SettledAt = SampleEntries.Noon,
            Outcome = EntryOutcome.Broken,
            PriceStatus = PriceStatus.Unknown,
        };

        var back = RoundTrip(entry);

        Assert.Null(back.Cost);
        Assert.Null(back.Avoided);
        Assert.Empty(back.Lines);
        Assert.Equal(PriceStatus.Unknown, back.PriceStatus);
    }

    [Fact]
    public void A_timing_that_is_no_number_does_not_cost_the_entry()
    {
        var entry = SampleEntries.Settled(Guid.CreateVersion7()) with { GatewayMs = double.NaN, TotalMs = double.PositiveInfinity };

        var back = RoundTrip(entry);

        Assert.Equal(0, back.GatewayMs);
        Assert.Equal(0, back.TotalMs);
    }

    [Theory]
    [InlineData("\ud800 lone surrogate")]
    [InlineData("\u0000\u0001\"\\\n")]
    [InlineData("")]
    public void Text_that_is_hard_to_write_does_not_cost_the_entry(string text)
    {
        var entry = SampleEntries.Opened(Guid.CreateVersion7()) with { Tags = text };

        var back = RoundTrip(entry);

        Assert.Equal(text.Replace('\ud800', '\ufffd'), back.Tags);
    }

    [Fact]
    public void Fields_of_a_later_version_are_ignored()
    {
        var id = Guid.CreateVersion7();
        var payload = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"later":{"a":[1,{"b":2}]},"id":"{{id}}","at":1,"outcome":1,"usage":[1,2,3,4,5,6],"lines":[["in",1,2,3,4,"new",[5]]]}""");

        Assert.True(EntryDecoder.TryDecode(JournalRecordType.Settled, payload, out var record));

        Assert.Equal(id, record.Settled!.EntryId);
        Assert.Equal(5, record.Settled.Usage.Output);
        Assert.Equal(4m, Assert.Single(record.Settled.Lines).Amount.Amount);
    }

    [Theory]
    [InlineData(JournalRecordType.Opened, "{\"id\":1}")]
    [InlineData(JournalRecordType.Settled, "{\"usage\":")]
    [InlineData((JournalRecordType)9, "{}")]
    public void A_payload_that_makes_no_sense_is_refused_without_throwing(JournalRecordType type, string payload) =>
        Assert.False(EntryDecoder.TryDecode(type, System.Text.Encoding.UTF8.GetBytes(payload), out _));

    private static OpenedEntry RoundTrip(OpenedEntry entry)
    {
        var frame = EntryEncoder.OfThread.Encode(entry);
        Assert.True(EntryDecoder.TryDecode(JournalRecordType.Opened, frame[JournalFormat.FrameOverhead..], out var record));
        return record.Opened!;
    }

    private static SettledEntry RoundTrip(SettledEntry entry)
    {
        var frame = EntryEncoder.OfThread.Encode(entry);
        Assert.True(EntryDecoder.TryDecode(JournalRecordType.Settled, frame[JournalFormat.FrameOverhead..], out var record));
        return record.Settled!;
    }
}
