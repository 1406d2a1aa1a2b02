using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Sqlite;

namespace Clearbar.Tests.Ledger;

public sealed class LedgerDrainerTests : IDisposable
{
    private readonly DataDirectory _data = new();
    private readonly MemoryJournalFiles _files = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Drained_segments_are_deleted_and_the_others_are_not()
    {
        using var life = new LedgerLife(_data, _files, maxSegmentBytes: 1000);
        for (var i = 0; i < 10; i++)
        {
            life.Open(Guid.CreateVersion7());
        }

        Assert.True(_files.List().Count > 3);
        life.DrainAll();

        Assert.Equal([life.Writer.End.Segment], _files.List());
        Assert.Equal(10, StoreProbe.Count(_data.Root));
    }

    [Fact]
    public void A_lost_store_is_refilled_with_what_the_journal_still_has()
    {
        var ids = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };
        using (var life = new LedgerLife(_data, _files))
        {
            life.Settle(ids[0]);
            life.DrainAll();
            life.Settle(ids[1]);
        }

        File.Delete(new LedgerLayout(_data.Root).StorePath);
        using (var life = new LedgerLife(_data, _files))
        {
            life.DrainAll();
        }

        Assert.Equal(ids.Order(), StoreProbe.Outcomes(_data.Root).Keys.Order());
    }

    [Fact]
    public void A_position_beyond_the_journals_end_is_not_believed_even_if_the_next_run_dies_before_it_drains_its_own_records()
    {
        new LedgerLife(_data, _files).Dispose();
        var id = JournalTail.FindId(_files)!.Value;
        using (var store = SqliteLedgerStore.Open(new LedgerLayout(_data.Root).StorePath))
        {
            store.Apply(id, [], new JournalPosition(2, 900), durable: true);
        }

        using (var life = new LedgerLife(_data, _files, maxSegmentBytes: 1000))
        {
            life.DrainAll();
            for (var i = 0; i < 10; i++)
            {
                life.Settle(Guid.CreateVersion7());
            }

            Assert.True(life.Writer.End.Segment > 2);
        }

        using (var life = new LedgerLife(_data, _files))
        {
            life.DrainAll();
        }

        Assert.Equal(10, StoreProbe.Count(_data.Root));
    }

    [Fact]
    public void Damage_in_the_middle_is_counted_and_the_rest_is_drained()
    {
        using var life = new LedgerLife(_data, _files);
        life.Settle(Guid.CreateVersion7());
        var damaged = life.Writer.End;
        life.Settle(Guid.CreateVersion7());
        life.Settle(Guid.CreateVersion7());
        var bytes = _files.Bytes(damaged.Segment);
        bytes[damaged.Offset + 20] ^= 0xFF;
        _files.Set(damaged.Segment, bytes);

        life.DrainAll();

        Assert.Equal(1, life.Drainer.DamagedStretches);
        Assert.Equal(2, StoreProbe.Count(_data.Root));
        Assert.Single(_files.Kept);
    }

    [Fact]
    public void Records_drained_again_after_the_store_fell_back_are_not_counted_twice()
    {
        var store = new ForgetfulStore();
        using var life = new LedgerLife(() => store, _files);
        life.DrainAll();
        for (var i = 0; i < 7; i++)
        {
            life.Settle(Guid.CreateVersion7());
        }

        life.DrainAll();
        life.Settle(Guid.CreateVersion7());
        store.Crash();
        Assert.ThrowsAny<System.Data.Common.DbException>(() => life.Drainer.DrainBatch());
        life.DrainAll();

        Assert.Equal(8, store.Entries.Count);
        Assert.Equal(8, life.Drainer.DrainedOwn);
    }

    [Fact]
    public void Segments_removed_by_hand_are_reported_once_and_passed_over()
    {
        using (var life = new LedgerLife(_data, _files, maxSegmentBytes: 1000))
        {
            for (var i = 0; i < 10; i++)
            {
                life.Settle(Guid.CreateVersion7());
            }
        }

        _files.Delete(2);
        _files.Delete(3);
        var left = JournalTail.CountRecords(_files, default);
        using var after = new LedgerLife(_data, _files);
        after.DrainAll();

        Assert.Equal(1, after.Drainer.DamagedStretches);
        Assert.InRange(left, 1, 9);
        Assert.Equal(left, StoreProbe.Count(_data.Root));
    }
}
