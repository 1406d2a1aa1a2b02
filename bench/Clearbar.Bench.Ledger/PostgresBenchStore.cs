using System.Diagnostics;
using System.Globalization;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Postgres;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Npgsql;
using NpgsqlTypes;

namespace Clearbar.Bench.Ledger;

/// <summary>PostgreSQL in a throw-away cluster that flushes to the disk as a real one does.</summary>
internal sealed class PostgresBenchStore : IBenchStore
{
    // The clock ticks /proc counts processor time in: USER_HZ, 100 on every Linux architecture .NET runs on.
    private const double TicksPerSecond = 100;

    private readonly string _directory;
    private readonly PostgresAddress _address;

    public PostgresBenchStore(string root)
    {
        _directory = Path.Combine(root, "clearbar-pg-" + Guid.NewGuid().ToString("N")[..8]);
        _address = PostgresAddress.Parse(Script("start", _directory, "fsync=on", "shared_buffers=256MB", "work_mem=32MB"));
        using var connection = _address.Connect();
        Name = $"PostgreSQL {connection.PostgreSqlVersion}";
    }

    public string Name { get; }

    /// <summary>The server's processes, those that have ended included.</summary>
    public TimeSpan ServerCpu()
    {
        var postmaster = File.ReadLines(Path.Combine(_directory, "data", "postmaster.pid")).First();
        var ticks = 0L;
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(path)[0]) || Stat(path) is not { } fields)
            {
                continue;
            }

            // After the name: state, ppid, …; utime, stime, cutime, cstime are the 12th to 15th.
            if (Path.GetFileName(path) == postmaster)
            {
                ticks += Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
            }
            else if (fields[1] == postmaster)
            {
                ticks += Number(fields[11]) + Number(fields[12]);
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    public void Clear() => Run($"DROP SCHEMA IF EXISTS {_address.Schema} CASCADE");

    public ILedgerStore Open() => PostgresLedgerStore.Open(_address, null, TimeProvider.System);

    public StoreReader OpenReader(bool fromRows) => StoreReader.Open(_address, fromRows);

    public void InsertPlainly(IReadOnlyList<(OpenedEntry Opened, SettledEntry Settled)> entries)
    {
        Open().Dispose();
        using var connection = _address.Connect();
        using var transaction = connection.BeginTransaction();
        using var insert = PlainInsert(connection);
        foreach (var (opened, settled) in entries)
        {
            Bind(insert.Parameters, opened, settled);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void MakeMonth(int entries)
    {
        Open().Dispose();
        for (var day = 0; day < 30; day++)
        {
            var date = new DateOnly(2026, 10, 1).AddDays(day);
            Run($"CREATE TABLE entries_{date:yyyyMMdd} PARTITION OF entries FOR VALUES FROM ('{date:yyyy-MM-dd}') TO ('{date.AddDays(1):yyyy-MM-dd}')");
        }

        Run($"""
            INSERT INTO entries (day, entry_id, journal_no, {MonthOfEntries.Columns})
            SELECT DATE '2026-10-01' + ((i * 30) / {entries})::INTEGER, lpad(to_hex(i), 32, '0')::UUID, 1, {MonthOfEntries.Values(entries)}
            FROM generate_series(0::BIGINT, {entries} - 1) AS numbers(i)
            """);
        PostgresRollups.Rebuild(_address);
        Run("VACUUM ANALYZE");
    }

    public void Dispose() => Script("stop", _directory);

    private static string[]? Stat(string process)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(process, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It ended between being listed and being read.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static NpgsqlCommand PlainInsert(NpgsqlConnection connection)
    {
        string[] columns = ["day", "entry_id", "journal_no", "at_us", .. EntryColumns.Opened, .. EntryColumns.Settled];
        var marks = string.Join(", ", Enumerable.Range(1, columns.Length).Select(static i => $"${i}"));
        var insert = new NpgsqlCommand($"INSERT INTO entries ({string.Join(", ", columns)}) VALUES ({marks})", connection);
        foreach (var type in Types())
        {
            insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        insert.Prepare();
        return insert;
    }

    private static IEnumerable<NpgsqlDbType> Types()
    {
        const NpgsqlDbType L = NpgsqlDbType.Bigint;
        const NpgsqlDbType I = NpgsqlDbType.Integer;
        const NpgsqlDbType S = NpgsqlDbType.Smallint;
        const NpgsqlDbType T = NpgsqlDbType.Text;
        const NpgsqlDbType D = NpgsqlDbType.Double;
        return [NpgsqlDbType.Date, NpgsqlDbType.Uuid, L, L, L, T, I, T, T, T, S, T, T, S, S, T, L, L, L, T, T, T,
            L, S, I, L, L, L, L, L, S, L, L, S, T, T, T, T, T, D, D, D, L, L, L, L, L];
    }

    private static void Bind(NpgsqlParameterCollection parameters, OpenedEntry opened, SettledEntry settled)
    {
        var (ceiling, cost) = (MoneyColumns.Split(opened.Ceiling ?? Usd.Zero), MoneyColumns.Split(settled.Cost ?? Usd.Zero));
        var usage = settled.Usage;
        object?[] values =
        [
            EntryDay.Of(opened.EntryId), opened.EntryId, 1L, UnixMicroseconds.From(opened.OpenedAt), UnixMicroseconds.From(opened.OpenedAt),
            opened.RequestId, opened.Attempt, opened.Class, opened.Rung, opened.Deployment, (short)opened.Surface, opened.Model, opened.AskedModel,
            (short)opened.Dialect, (short)1, opened.KeyId, opened.EstimatedPromptTokens, ceiling.Micro, ceiling.Pico, opened.Edits, opened.PriceBook,
            opened.Tags, UnixMicroseconds.From(settled.SettledAt), (short)settled.Outcome, settled.Status, usage.Input, usage.CacheRead,
            usage.CacheWrite5m, usage.CacheWrite1h, usage.Output, (short)1, cost.Micro, cost.Pico, (short)settled.PriceStatus, BenchEntries.LinesText,
            settled.PriceBook, settled.ServedModel, settled.UpstreamRequestId, settled.Reason, settled.FirstByteMs, settled.TotalMs, settled.GatewayMs,
            null, null, null, null, null,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private static string Script(params string[] arguments)
    {
        var start = new ProcessStartInfo("eng/postgres", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"eng/postgres {string.Join(' ', arguments)} failed");
    }

    private void Run(string sql)
    {
        using var connection = _address.Connect();
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }
}
