using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Ledger;

/// <summary>
/// Any sequence of openings and settlements, drained now and then, with the machine dying at any byte of the journal, any number of times:
/// in the end every entry whose record survived is in the store exactly once, and the sums are those of a model that knows nothing of
/// files.
/// </summary>
public abstract class CrashConformance(StoreUnderTest store, int tests) : IDisposable
{
    private static readonly Guid[] Ids = [.. Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7())];

    /// <summary>One run: steps (0..7 open, 8..15 settle, 16 to 25 drain a batch), and the byte its last segment is cut at.</summary>
    public sealed record Run(int[] Steps, int? CutAt);

    [Fact]
    public void Every_surviving_entry_is_in_the_store_exactly_once()
    {
        var run = from steps in Gen.ArrayOf(Gen.Choose(0, 25))
                  from cut in Gen.Frequency(
                      (1, Gen.Constant<int?>(null)),
                      (2, Gen.Choose(0, 1 << 20).Select(at => (int?)at)),
                      (1, Gen.Choose(0, 60).Select(at => (int?)at)))
                  select new Run(steps, cut);
        var runs = Gen.ArrayOf(run).Where(list => list.Length <= 8).ToArbitrary();

        Prop.ForAll(runs, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
    }

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Holds(Run[] runs)
    {
        Clear();
        var files = new MemoryJournalFiles();
        var model = new Dictionary<Guid, (bool Opened, bool Settled)>();
        foreach (var run in runs)
        {
            RunAndDie(files, run, model);
        }

        using (var last = new LedgerLife(() => store.Open(), files))
        {
            last.DrainAll();
        }

        var outcomes = store.Outcomes();
        Assert.Equal(model.Keys.Order(), outcomes.Keys.Order());
        foreach (var (id, (_, settled)) in model)
        {
            Assert.Equal(settled ? EntryOutcome.Accepted : EntryOutcome.Abandoned, outcomes[id]);
        }

        var expected = model.Values.Sum(entry => (entry.Settled ? SampleEntries.Cost : SampleEntries.Ceiling).Amount);
        Assert.Equal(expected, SumOfCosts().Amount);
    }

    private void RunAndDie(
        MemoryJournalFiles files, Run run, Dictionary<Guid, (bool Opened, bool Settled)> model)
    {
        var appended = new List<(JournalPosition End, Guid Id, bool Settle)>();
        JournalPosition end;
        JournalPosition drained;
        using (var life = new LedgerLife(() => store.Open(), files))
        {
            foreach (var step in run.Steps)
            {
                if (step >= 16)
                {
                    life.Drainer.DrainBatch();
                    continue;
                }

                var id = Ids[step % 8];
                var settle = step >= 8;
                if (settle)
                {
                    life.Settle(id);
                }
                else
                {
                    life.Open(id);
                }

                appended.Add((life.Writer.End, id, settle));
            }

            end = life.Writer.End;
            drained = life.Drainer.Position;
        }

        var bytes = files.Bytes(end.Segment);
        var cut = run.CutAt is { } at ? at % (bytes.Length + 1) : bytes.Length;
        files.Set(end.Segment, bytes.AsSpan(0, cut));
        foreach (var (recordEnd, id, settle) in appended)
        {
            if (recordEnd.Segment < end.Segment || recordEnd.Offset <= cut || recordEnd <= drained)
            {
                var known = model.GetValueOrDefault(id);
                model[id] = (known.Opened || !settle, known.Settled || settle);
            }
        }
    }

    private void Clear()
    {
        store.Open().Dispose();
        foreach (var table in new[] { "entries", "drained", "rollup_groups", "rollup_hours", "rollup_days", "gateway_times", "gateway_days" })
        {
            store.Run($"DELETE FROM {table}");
        }
    }

    /// <summary>What was charged and what is marked at its ceiling, from the roll-ups.</summary>
    private Usd SumOfCosts() => MoneyColumns.Join(
        store.Number("SELECT COALESCE(SUM(cost_micro), 0) FROM rollup_hours"), store.Number("SELECT COALESCE(SUM(cost_pico), 0) FROM rollup_hours"));
}
