using Clearbar.Ledger;
using Clearbar.Ledger.Journal;

namespace Clearbar.Tests.Ledger;

public sealed class JournalWriterTests
{
    private readonly MemoryJournalFiles _files = new();

    [Fact]
    public void A_full_disk_refuses_the_entry_leaves_no_half_record_and_goes_on_when_there_is_space_again()
    {
        using var writer = NewWriter();
        Append(writer);
        var good = _files.Bytes(1);
        _files.Capacity = good.Length + 20;

        var refusal = Assert.Throws<LedgerUnavailableException>(() => Append(writer));

        Assert.Contains("No space left", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("free space", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(good, _files.Bytes(1));
        _files.Capacity = long.MaxValue;
        Append(writer);
        Assert.Equal(2, JournalTail.CountRecords(_files, default));
    }

    [Fact]
    public void A_half_record_that_cannot_be_cut_off_is_overwritten_by_the_next()
    {
        using var writer = NewWriter();
        Append(writer);
        var good = _files.Bytes(1).Length;
        _files.Capacity = good + 20;
        _files.TruncateFails = true;

        Assert.Throws<LedgerUnavailableException>(() => Append(writer));
        Assert.Equal(good + 20, _files.Bytes(1).Length);
        Assert.Equal(1, JournalTail.CountRecords(_files, default));
        _files.Capacity = long.MaxValue;
        Assert.Throws<LedgerUnavailableException>(() => Append(writer));
        _files.TruncateFails = false;
        Append(writer);

        Assert.Equal(2, JournalTail.CountRecords(_files, default));
        Assert.Equal(0, JournalRecovery.Run(_files).TornRecords);
    }

    [Fact]
    public void A_segment_that_cannot_be_begun_leaves_nothing_behind_and_is_begun_later()
    {
        using var writer = NewWriter(maxSegmentBytes: 600);
        Append(writer);
        _files.Capacity = 10;

        Assert.Throws<LedgerUnavailableException>(() => Append(writer));

        Assert.Equal([1L], _files.List());
        _files.Capacity = long.MaxValue;
        Append(writer);
        Assert.Equal([1L, 2L], _files.List());
    }

    [Fact]
    public void Segments_are_closed_at_their_size()
    {
        using var writer = NewWriter(maxSegmentBytes: 2000);
        for (var i = 0; i < 40; i++)
        {
            Append(writer);
        }

        Assert.True(_files.List().Count > 5);
        Assert.All(_files.List(), segment => Assert.True(_files.Bytes(segment).Length <= 2000));
        Assert.Equal(40, JournalTail.CountRecords(_files, default));
    }

    [Theory]
    [InlineData(FsyncPolicy.Always, 3)]
    [InlineData(FsyncPolicy.Interval, 0)]
    [InlineData(FsyncPolicy.None, 0)]
    public void Only_the_policy_always_waits_for_the_disk_on_each_append(FsyncPolicy policy, int syncs)
    {
        using var writer = NewWriter(policy);
        for (var i = 0; i < 3; i++)
        {
            Append(writer);
        }

        Assert.Equal(syncs, _files.Syncs);
    }

    [Fact]
    public void A_disk_that_cannot_flush_refuses_the_entry_under_the_policy_always()
    {
        using var writer = NewWriter(FsyncPolicy.Always);
        _files.SyncFails = true;

        Assert.Throws<LedgerUnavailableException>(() => Append(writer));

        _files.SyncFails = false;
    }

    [Fact]
    public void Rotated_segments_are_flushed_too()
    {
        using var writer = NewWriter(FsyncPolicy.Interval, 600);
        for (var i = 0; i < 3; i++)
        {
            Append(writer);
        }

        writer.Sync();

        Assert.Equal(3, _files.List().Count);
        Assert.Equal(3, _files.Syncs);
        writer.Sync();
        Assert.Equal(3, _files.Syncs);
    }

    [Fact]
    public void Appends_of_many_threads_are_all_whole()
    {
        using var writer = NewWriter(maxSegmentBytes: 16384);

        Parallel.For(0, 2000, _ => Append(writer));

        Assert.Equal(2000, writer.Appended);
        Assert.Equal(2000, JournalTail.CountRecords(_files, default));
    }

    [Fact]
    public void An_entry_too_large_for_a_record_is_refused_before_anything_is_written()
    {
        using var writer = NewWriter();
        var entry = SampleEntries.Opened(Guid.CreateVersion7()) with { Tags = new string('x', JournalFormat.MaxPayload) };

        Assert.Throws<LedgerUnavailableException>(() => writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(entry)));

        Assert.Equal(JournalFormat.HeaderLength, _files.Bytes(1).Length);
    }

    private static void Append(JournalWriter writer) =>
        writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(SampleEntries.Opened(Guid.CreateVersion7())));

    private JournalWriter NewWriter(FsyncPolicy policy = FsyncPolicy.Interval, long maxSegmentBytes = 1 << 20) =>
        new(_files, Guid.CreateVersion7(), 1, policy, maxSegmentBytes);
}
