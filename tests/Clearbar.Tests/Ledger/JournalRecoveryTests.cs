using Clearbar.Ledger;
using Clearbar.Ledger.Journal;

namespace Clearbar.Tests.Ledger;

public sealed class JournalRecoveryTests
{
    private readonly MemoryJournalFiles _files = new();

    [Fact]
    public void A_journal_cut_at_any_byte_keeps_every_whole_record_before_the_cut()
    {
        var ends = Write(4);
        var whole = _files.Bytes(1);
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            _files.Set(1, whole.AsSpan(0, cut));

            var recovery = JournalRecovery.Run(_files);

            var survivors = ends.Count(end => end <= cut);
            Assert.Equal(survivors, ReadAll(recovery, out var damage).Count);
            Assert.Empty(damage);
            var torn = cut > JournalFormat.HeaderLength && !ends.Contains(cut);
            Assert.Equal(torn ? 1 : 0, recovery.TornRecords);
            var lastEnd = ends.Where(end => end < cut).DefaultIfEmpty(JournalFormat.HeaderLength).Max();
            Assert.Equal(torn ? cut - lastEnd : 0, recovery.TornBytes);
        }
    }

    [Fact]
    public void A_tail_of_zeros_is_a_torn_tail()
    {
        Write(2);
        var whole = _files.Bytes(1);
        _files.Set(1, [.. whole, .. new byte[4096]]);

        var recovery = JournalRecovery.Run(_files);

        Assert.Equal(4096, recovery.TornBytes);
        Assert.Equal(whole, _files.Bytes(1));
        Assert.Empty(_files.Kept);
    }

    [Fact]
    public void One_damaged_byte_anywhere_costs_at_most_its_own_record_and_is_kept_aside()
    {
        var ends = Write(4);
        var whole = _files.Bytes(1);
        for (var at = JournalFormat.HeaderLength; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x55;
            _files.Set(1, damaged);
            _files.Kept.Clear();

            var recovery = JournalRecovery.Run(_files);
            var records = ReadAll(recovery, out var damage);

            Assert.Equal(3, records.Count);
            var hit = ends.FindIndex(end => at < end);
            var isLast = hit == ends.Count - 1;
            Assert.True(isLast ? recovery.DamagedEnd is not null || recovery.TornRecords == 1 : damage.Count == 1, $"byte {at}");
            var start = hit == 0 ? JournalFormat.HeaderLength : ends[hit - 1];
            if (!isLast)
            {
                Assert.Equal(damaged[(int)start..(int)ends[hit]], _files.Kept[(1, start)]);
            }
        }
    }

    [Fact]
    public void A_damaged_header_does_not_cost_the_records_behind_it()
    {
        Write(3);
        var damaged = _files.Bytes(1);
        damaged[3] ^= 1;
        _files.Set(1, damaged);

        var recovery = JournalRecovery.Run(_files);

        Assert.Equal(3, ReadAll(recovery, out _).Count);
    }

    [Fact]
    public void A_journal_of_a_later_format_is_refused_with_the_fix()
    {
        Write(1);
        var later = _files.Bytes(1);
        later[8] = 2;
        FixHeaderChecksum(later);
        _files.Set(1, later);

        var refusal = Assert.Throws<LedgerSchemaException>(() => JournalRecovery.Run(_files));

        Assert.Contains("format 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_start_continues_the_numbering_and_the_identity()
    {
        Write(2);
        var first = JournalRecovery.Run(_files);
        using (var writer = new JournalWriter(_files, first.JournalId, first.NextSegment, FsyncPolicy.None, 1 << 20))
        {
            writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(SampleEntries.Opened(Guid.CreateVersion7())));
        }

        var second = JournalRecovery.Run(_files);

        Assert.Equal(first.JournalId, second.JournalId);
        Assert.Equal(2, first.NextSegment);
        Assert.Equal(3, second.NextSegment);
        Assert.Equal(1, second.OldestSegment);
    }

    [Fact]
    public void A_segments_number_is_never_given_twice_not_even_when_its_records_are_lost()
    {
        Write(2);
        _files.Set(1, _files.Bytes(1).AsSpan(0, JournalFormat.HeaderLength));
        Assert.Equal(2, JournalRecovery.Run(_files).NextSegment);

        _files.Set(1, _files.Bytes(1).AsSpan(0, 20));
        Assert.Equal(2, JournalRecovery.Run(_files).NextSegment);
    }

    [Fact]
    public void Runs_that_record_nothing_leave_one_file_and_keep_the_identity()
    {
        using var data = new DataDirectory();
        Write(2);
        var id = JournalTail.FindId(_files);
        for (var run = 0; run < 5; run++)
        {
            using var life = new LedgerLife(data, _files);
            life.DrainAll();
        }

        Assert.Equal([6L], _files.List());
        Assert.Equal(id, JournalTail.FindId(_files));
    }

    private static void FixHeaderChecksum(byte[] header)
    {
        // The checksum of a changed header, computed bit by bit: CRC-32C, reflected polynomial 0x82F63B78.
        var crc = uint.MaxValue;
        foreach (var value in header.AsSpan(0, 36))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
            }
        }

        BitConverter.TryWriteBytes(header.AsSpan(36), ~crc);
    }

    private List<long> Write(int records)
    {
        using var writer = new JournalWriter(_files, Guid.CreateVersion7(), 1, FsyncPolicy.None, 1 << 20);
        var ends = new List<long>();
        for (var i = 0; i < records; i++)
        {
            writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(SampleEntries.Opened(Guid.CreateVersion7())));
            ends.Add(writer.End.Offset);
        }

        return ends;
    }

    private List<JournalRecord> ReadAll(JournalRecovery recovery, out List<JournalDamage> damage)
    {
        var records = new List<JournalRecord>();
        damage = [];
        var position = new JournalPosition(recovery.OldestSegment, JournalFormat.HeaderLength);
        var end = new JournalPosition(recovery.NextSegment, JournalFormat.HeaderLength);
        using var reader = new JournalReader(_files);
        while (position < end)
        {
            var batch = reader.Read(position, end, 1);
            Assert.True(batch.Next > position);
            records.AddRange(batch.Records);
            damage.AddRange(batch.Damage);
            position = batch.Next;
        }

        return records;
    }
}
