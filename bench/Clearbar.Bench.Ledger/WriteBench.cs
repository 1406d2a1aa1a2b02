using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Bench.Ledger;

/// <summary>Entries a second through the journal and into a store, beside plain inserts of the same rows.</summary>
internal static class WriteBench
{
    private const int Rounds = 3;
    private const int Batch = 4096;
    private const long SegmentBytes = 64L << 20;

    /// <summary>Settlements that follow their opening only after so many others: they meet it in the store, not in the batch.</summary>
    private const int InFlight = 3 * Batch;

    public static void Run(IBenchStore store, BenchOptions options)
    {
        var count = options.Entries;
        Console.WriteLine($"{count:N0} entries, best of {Rounds} rounds, {store.Name}, {Environment.ProcessorCount} cores, in {options.Directory}");
        Console.WriteLine($"{"",-46} {"entries/s",12} {"us/entry",10} {"cpu us",8} {"server",8} {"per core",10}");
        foreach (var policy in new[] { FsyncPolicy.None, FsyncPolicy.Interval, FsyncPolicy.Always })
        {
            var appends = policy == FsyncPolicy.Always ? count / 100 : count;
            Report($"append, fsync {policy.ToString().ToLowerInvariant()}", appends, () => Append(options.Directory, policy, appends));
        }

        var whole = Report("drain, both halves in one batch", count, () => Drain(store, options.Directory, count, 0));
        var halves = Report("drain, halves in different batches", count, () => Drain(store, options.Directory, count, InFlight));
        var plain = Report("baseline: plain inserts, one transaction", count, () => Insert(store, count));
        Console.WriteLine($"drain / plain inserts, processor time: {whole / plain:0.00} whole, {halves / plain:0.00} in halves");
    }

    /// <summary>Prints the best round and returns its processor time per entry, both sides together, in microseconds.</summary>
    private static double Report(string what, int count, Func<Timing> round)
    {
        var best = Timing.Longest;
        for (var i = 0; i < Rounds; i++)
        {
            best = best.Best(round());
        }

        var (own, server) = (best.Cpu.TotalMicroseconds / count, best.ServerCpu.TotalMicroseconds / count);
        Console.WriteLine(
            $"{what,-46} {count / best.Wall.TotalSeconds,12:N0} {best.Wall.TotalMicroseconds / count,10:0.00} {own,8:0.00} {server,8:0.00} "
            + $"{1e6 / (own + server),10:N0}");
        return own + server;
    }

    private static Timing Append(string root, FsyncPolicy policy, int count) => InDirectory(root, directory =>
    {
        using var writer = new JournalWriter(new DiskJournalFiles(directory), Guid.CreateVersion7(), 1, policy, SegmentBytes);
        return Timing.Of(() => Fill(writer, count, 0));
    });

    private static Timing Drain(IBenchStore store, string root, int count, int inFlight) => InDirectory(root, directory =>
    {
        store.Clear();
        var files = new DiskJournalFiles(directory);
        var recovery = JournalRecovery.Run(files);
        using var writer = new JournalWriter(files, recovery.JournalId, recovery.NextSegment, FsyncPolicy.Interval, SegmentBytes);
        using var drainer = new LedgerDrainer(files, writer, recovery, store.Open, Batch, TimeProvider.System, NullLogger.Instance);
        Fill(writer, count, inFlight);
        return Timing.Of(store, () =>
        {
            while (drainer.DrainBatch() || drainer.Backlog)
            {
            }
        });
    });

    private static Timing Insert(IBenchStore store, int count)
    {
        store.Clear();
        var entries = new List<(OpenedEntry, SettledEntry)>(count);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < count; i++)
        {
            var id = Guid.CreateVersion7();
            entries.Add((BenchEntries.Opened(id, now), BenchEntries.Settled(id, now)));
        }

        return Timing.Of(store, () => store.InsertPlainly(entries));
    }

    private static void Fill(JournalWriter writer, int count, int inFlight)
    {
        var waiting = new Queue<Guid>(inFlight + 1);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < count; i++)
        {
            var id = Guid.CreateVersion7();
            writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(BenchEntries.Opened(id, now)));
            waiting.Enqueue(id);
            if (waiting.Count > inFlight)
            {
                Settle(writer, waiting.Dequeue(), now);
            }
        }

        while (waiting.TryDequeue(out var id))
        {
            Settle(writer, id, now);
        }
    }

    private static void Settle(JournalWriter writer, Guid id, DateTimeOffset now) =>
        writer.Append(JournalRecordType.Settled, EntryEncoder.OfThread.Encode(BenchEntries.Settled(id, now)));

    private static Timing InDirectory(string root, Func<string, Timing> round)
    {
        var directory = Path.Combine(root, "clearbar-bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(directory);
        try
        {
            return round(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
