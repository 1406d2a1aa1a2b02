using System.Globalization;
using Clearbar.Bench.Ledger;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

// Each figure is the best of some rounds on a fresh directory, one thread; "entry" is one opened and settled attempt.
var entries = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var root = args.Length > 1 ? args[1] : Path.GetTempPath();
const int Rounds = 3;

var library = SqliteLibrary.Load();
Console.WriteLine($"{entries:N0} entries, best of {Rounds} rounds, SQLite {library}, {Environment.ProcessorCount} cores, in {root}");
Console.WriteLine($"{"",-50} {"entries/s",12} {"us/entry",10} {"cpu us/entry",13}");
Report("append, fsync none", entries, count => Append(FsyncPolicy.None, count));
Report("append, fsync interval", entries, count => Append(FsyncPolicy.Interval, count));
Report("append, fsync always", entries / 100, count => Append(FsyncPolicy.Always, count));
Report("drain to the store", entries, Drain);
Report("baseline: plain inserts, one transaction", entries, PlainInserts);
Report("report: totals, groups, shares, percentiles", entries, ReadReport);

static void Report(string what, int count, Func<int, Timing> round)
{
    var best = new Timing(TimeSpan.MaxValue, TimeSpan.MaxValue);
    for (var i = 0; i < Rounds; i++)
    {
        var timing = round(count);
        best = new Timing(timing.Wall < best.Wall ? timing.Wall : best.Wall, timing.Cpu < best.Cpu ? timing.Cpu : best.Cpu);
    }

    var wall = best.Wall.TotalMicroseconds / count;
    var text = $"{what,-50} {count / best.Wall.TotalSeconds,12:N0} {wall,10:0.00} {best.Cpu.TotalMicroseconds / count,13:0.00}";
    Console.WriteLine(text);
}

Timing Append(FsyncPolicy policy, int count) => InDirectory(directory =>
{
    var files = new DiskJournalFiles(Path.Combine(directory, "journal"));
    using var writer = new JournalWriter(files, Guid.CreateVersion7(), 1, policy, 64L << 20);
    return Timing.Of(() => Fill(writer, count));
});

Timing Drain(int count) => InDirectory(directory =>
{
    using var drainer = NewDrainer(directory, out var writer);
    Fill(writer, count);
    var timing = Timing.Of(() => DrainAll(drainer));
    writer.Dispose();
    return timing;
});

Timing ReadReport(int count) => InDirectory(directory =>
{
    using (var drainer = NewDrainer(directory, out var writer))
    {
        Fill(writer, count);
        DrainAll(drainer);
        writer.Dispose();
    }

    LedgerReport? report = null;
    var timing = Timing.Of(() => report = LedgerReport.Read(new LedgerLayout(directory).StorePath, new()));
    return report!.Total.Attempts == count ? timing : throw new InvalidOperationException($"{report.Total.Attempts} entries of {count}");
});

Timing PlainInserts(int count) => InDirectory(directory =>
{
    SqliteLedgerStore.Open(new LedgerLayout(directory).StorePath).Dispose();
    using var connection = new SqliteConnection($"Data Source={new LedgerLayout(directory).StorePath};Pooling=False");
    connection.Open();
    using var binder = new EntryBinder();
    var records = new List<(OpenedEntry Opened, SettledEntry Settled)>(count);
    for (var i = 0; i < count; i++)
    {
        var id = Guid.CreateVersion7();
        records.Add((BenchEntries.Opened(id, DateTimeOffset.UnixEpoch), BenchEntries.Settled(id, DateTimeOffset.UnixEpoch)));
    }

    return Timing.Of(() => Insert(connection, binder, records));
});

static void Insert(SqliteConnection connection, EntryBinder binder, List<(OpenedEntry Opened, SettledEntry Settled)> records)
{
    using var transaction = connection.BeginTransaction();
    using (var insert = new SqliteStatement(connection.Handle!, EntryStatements.InsertWhole))
    {
        foreach (var (opened, settled) in records)
        {
            insert.Id(opened.EntryId);
            insert.Integer(0);
            EntryBinder.Bind(insert, opened);
            binder.Bind(insert, settled);
            insert.Run();
        }
    }

    transaction.Commit();
}

Timing InDirectory(Func<string, Timing> round)
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

static LedgerDrainer NewDrainer(string directory, out JournalWriter writer)
{
    var layout = new LedgerLayout(directory);
    var files = new DiskJournalFiles(layout.JournalDirectory);
    var recovery = JournalRecovery.Run(files);
    writer = new JournalWriter(files, recovery.JournalId, recovery.NextSegment, FsyncPolicy.Interval, 64L << 20);
    return new LedgerDrainer(
        files, writer, recovery, () => SqliteLedgerStore.Open(layout.StorePath), 4096, TimeProvider.System, NullLogger.Instance);
}

static void DrainAll(LedgerDrainer drainer)
{
    while (drainer.DrainBatch() || drainer.Backlog)
    {
    }
}

static void Fill(JournalWriter writer, int count)
{
    var time = TimeProvider.System;
    for (var i = 0; i < count; i++)
    {
        var id = Guid.CreateVersion7();
        writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(BenchEntries.Opened(id, time.GetUtcNow())));
        writer.Append(JournalRecordType.Settled, EntryEncoder.OfThread.Encode(BenchEntries.Settled(id, time.GetUtcNow())));
    }
}
