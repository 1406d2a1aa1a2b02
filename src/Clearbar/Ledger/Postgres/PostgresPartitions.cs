using System.Globalization;
using Clearbar.Ledger.Journal;
using Npgsql;

namespace Clearbar.Ledger.Postgres;

/// <summary>
/// Makes the daily partitions before they are needed and drops those past their time. Each change is a transaction of its own under the
/// ledger's advisory lock, before the batch's: several gateways do it side by side. A change has to wait for every reader of the tables it
/// touches, a backup for example, and the drain must not: what cannot be had within two seconds is tried again later, and entries whose day
/// has no partition meanwhile lie in the default one.
/// </summary>
public sealed class PostgresPartitions
{
    /// <summary>Days that have their partition before they begin.</summary>
    public const int DaysAhead = 3;

    /// <summary>Entries of a journal that lay undrained this long still get a partition; older ids are no times, or a clock was wrong.</summary>
    private const int DaysBack = 400;

    // The first days of a day's partition may hold entries whose id was made just before midnight and which were opened just after.
    private static readonly TimeSpan s_spill = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_upkeepInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(1);

    private const string ShortWait = "SET LOCAL lock_timeout = '2s'";

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _time;
    private readonly int? _retentionDays;
    private readonly HashSet<DateOnly> _known = [];
    private DateTimeOffset _nextUpkeep;
    private DateTimeOffset _restUntil;

    /// <summary>Works on a connection that outlives it.</summary>
    /// <param name="connection">The store's connection.</param>
    /// <param name="retentionDays">How many days before today are kept; null for all.</param>
    /// <param name="time">Says which day today is.</param>
    public PostgresPartitions(NpgsqlConnection connection, int? retentionDays, TimeProvider time)
    {
        _connection = connection;
        _retentionDays = retentionDays;
        _time = time;
        foreach (var day in ReadDays())
        {
            _known.Add(day);
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <summary>Makes the partitions of days about to be written, and now and then those ahead; drops what retention says.</summary>
    public void Prepare(IEnumerable<DateOnly> days)
    {
        var now = _time.GetUtcNow();
        if (now < _restUntil)
        {
            return;
        }

        try
        {
            foreach (var day in days)
            {
                Make(day);
            }

            if (now >= _nextUpkeep)
            {
                Upkeep();
                _nextUpkeep = now + s_upkeepInterval;
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            _restUntil = now + s_rest;
            _known.Clear();
            _known.UnionWith(ReadDays());
        }
    }

    private void Upkeep()
    {
        for (var ahead = 0; ahead <= DaysAhead; ahead++)
        {
            Make(Today.AddDays(ahead));
        }

        if (_retentionDays is { } kept)
        {
            DropBefore(Today.AddDays(-kept));
        }
    }

    private static string NameOf(DateOnly day) => "entries_" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private void Make(DateOnly day)
    {
        if (_known.Contains(day) || day > Today.AddDays(DaysAhead) || day < Today.AddDays(-(_retentionDays ?? DaysBack)))
        {
            return;
        }

        var name = NameOf(day);
        using var transaction = _connection.BeginTransaction();
        _connection.Run(ShortWait);
        PostgresSchema.Lock(_connection);
        if (_connection.Scalar("SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass(@name)", ("name", name)) == 0)
        {
            // Made apart and attached, since that does not stop the other gateways' writes to other days. Entries that came before it move in,
            // with the default partition locked from the start: an update that waited for a moved row would find it gone.
            _connection.Run($"""
                LOCK TABLE entries_default IN ACCESS EXCLUSIVE MODE;
                CREATE TABLE {name} (LIKE entries INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
                WITH moved AS (DELETE FROM entries_default WHERE day = DATE '{day:yyyy-MM-dd}' RETURNING *) INSERT INTO {name} SELECT * FROM moved;
                ALTER TABLE entries ATTACH PARTITION {name} FOR VALUES FROM ('{day:yyyy-MM-dd}') TO ('{day.AddDays(1):yyyy-MM-dd}');
                """);
        }

        transaction.Commit();
        _known.Add(day);
    }

    private void DropBefore(DateOnly cut)
    {
        var start = new DateTimeOffset(cut.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        using var transaction = _connection.BeginTransaction();
        _connection.Run(ShortWait);
        PostgresSchema.Lock(_connection);
        _connection.Run(
            "UPDATE schema SET kept_from_us = @kept WHERE kept_from_us < @kept", ("kept", UnixMicroseconds.From(start + s_spill)));
        _connection.Run("DELETE FROM entries_default WHERE at_us < @cut", ("cut", UnixMicroseconds.From(start)));

        foreach (var day in ReadDays())
        {
            if (day < cut)
            {
                _connection.Run($"DROP TABLE {NameOf(day)}");
                _known.Remove(day);
            }
        }

        transaction.Commit();
    }

    private List<DateOnly> ReadDays()
    {
        const string Sql = "SELECT right(c.relname, 8) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            + "WHERE i.inhparent = 'entries'::regclass AND c.relname ~ '^entries_[0-9]{8}$' ORDER BY 1";
        using var command = _connection.Command(Sql);
        using var reader = command.ExecuteReader();
        var days = new List<DateOnly>();
        while (reader.Read())
        {
            days.Add(DateOnly.ParseExact(reader.GetString(0), "yyyyMMdd", CultureInfo.InvariantCulture));
        }

        return days;
    }
}
