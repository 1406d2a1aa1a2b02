using System.Diagnostics;
using System.Globalization;
using Clearbar.Bench.Ledger;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

// Each figure is the best of some rounds on a fresh directory, one thread unless it says otherwise; "entry" is one opened and settled attempt.
var entries = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var root = args.Length > 1 ? args[1] : Path.GetTempPath();
const int Rounds = 3;

Console.WriteLine($"{entries:N0} entries, best of {Rounds} rounds, SQLite {SqliteLibrary.Load()}, {Environment.ProcessorCount} cores, in {root}");
Report("append, fsync none", Best(() => Append(FsyncPolicy.None, entries)));
Report("append, fsync interval", Best(() => Append(FsyncPolicy.Interval, entries)));
Report("append, fsync always (1/100 of the entries)", Best(() => Append(FsyncPolicy.Always, entries / 100)) with { Entries = entries / 100 });
Report("drain to the store, whole entries", Best(() => Drain(entries)));
Report("baseline: plain SQLite inserts, one transaction", Best(() => PlainInserts(entries)));
Report("report: totals, groups, shares, percentiles", Best(() => ReadReport(entries)));

Timing Best(Func<TimeSpan> round)
{
    var best = TimeSpan.MaxValue;
    for (var i = 0; i < Rounds; i++)
    {
        var time = round();
        best = time < best ? time : best;
    }

    return new Timing(entries, best);
}

static void Report(string what, Timing timing) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{what,-50} {timing.Entries / timing.Time.TotalSeconds,12:N0} entries/s  {timing.Time.TotalMicroseconds / timing.Entries,8:0.00} us/entry"));

TimeSpan Append(FsyncPolicy policy, int count) => InDirectory(directory =>
{
    var files = new DiskJournalFiles(Path.Combine(directory, "journal"));
    using var writer = new JournalWriter(files, Guid.CreateVersion7(), 1, policy, 64L << 20);
    return Fill(writer, count);
});

TimeSpan Drain(int count) => InDirectory(directory =>
{
    using var drainer = NewDrainer(directory, out var writer);
    Fill(writer, count);
    var clock = Stopwatch.StartNew();
    while (drainer.DrainBatch() || drainer.Backlog)
    {
    }

    var time = clock.Elapsed;
    writer.Dispose();
    return time;
});

TimeSpan ReadReport(int count) => InDirectory(directory =>
{
    using (var drainer = NewDrainer(directory, out var writer))
    {
        Fill(writer, count);
        while (drainer.DrainBatch() || drainer.Backlog)
        {
        }

        writer.Dispose();
    }

    var clock = Stopwatch.StartNew();
    var report = Clearbar.Ledger.Reports.LedgerReport.Read(new LedgerLayout(directory).StorePath, new());
    return report.Total.Attempts == count ? clock.Elapsed : throw new InvalidOperationException($"{report.Total.Attempts} entries of {count}");
});

TimeSpan PlainInserts(int count) => InDirectory(directory =>
{
    SqliteLedgerStore.Open(new LedgerLayout(directory).StorePath).Dispose();
    using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={new LedgerLayout(directory).StorePath};Pooling=False");
    connection.Open();
    using var binder = new EntryBinder();
    var records = new List<(OpenedEntry Opened, SettledEntry Settled)>(count);
    for (var i = 0; i < count; i++)
    {
        var id = Guid.CreateVersion7();
        records.Add((BenchEntries.Opened(id, DateTimeOffset.UnixEpoch), BenchEntries.Settled(id, DateTimeOffset.UnixEpoch)));
    }

    var clock = Stopwatch.StartNew();
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
    return clock.Elapsed;
});

TimeSpan InDirectory(Func<string, TimeSpan> round)
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

static TimeSpan Fill(JournalWriter writer, int count)
{
    var time = TimeProvider.System;
    var clock = Stopwatch.StartNew();
    for (var i = 0; i < count; i++)
    {
        var id = Guid.CreateVersion7();
        writer.Append(JournalRecordType.Opened, EntryEncoder.OfThread.Encode(BenchEntries.Opened(id, time.GetUtcNow())));
        writer.Append(JournalRecordType.Settled, EntryEncoder.OfThread.Encode(BenchEntries.Settled(id, time.GetUtcNow())));
    }

    return clock.Elapsed;
}
