using System.Data.Common;
using System.Diagnostics;
using Clearbar.Ledger.Postgres;
using Clearbar.Torture.Disks;
using Npgsql;

namespace Clearbar.Torture.Stores;

/// <summary>PostgreSQL in a throw-away cluster: taken away by stopping its server as a crash would.</summary>
internal sealed class PostgresStore : IStore
{
    private readonly string _directory;
    private readonly string _connection;
    private readonly SmallDisk? _disk;
    private bool _away;

    public PostgresStore(string directory)
    {
        _directory = directory;
        _disk = SmallDisk.TryMount(directory, megabytes: 320);
        // A log that does not outgrow that disk.
        _connection = Script("start", directory, "fsync=on", "max_wal_size=96MB");
        using var connection = PostgresAddress.Parse(_connection).Connect();
        Name = $"PostgreSQL {connection.PostgreSqlVersion}";
        Environment = new Dictionary<string, string> { ["CLEARBAR_POSTGRES"] = _connection };
    }

    public string Name { get; }

    public string Outage => "server stopped as by a crash";

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Each ordeal has its own books: what an earlier one left is dropped.</summary>
    public void Prepare(string dataDirectory)
    {
        var address = PostgresAddress.Parse(_connection);
        using var connection = address.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"DROP SCHEMA IF EXISTS {address.Schema} CASCADE";
        command.ExecuteNonQuery();
    }

    public void TakeAway()
    {
        _away = true;
        Script("halt", _directory);
    }

    public void GiveBack()
    {
        if (_away)
        {
            Script("start", _directory);
            _away = false;
        }
    }

    public bool TryFill()
    {
        _disk?.Fill();
        return _disk is not null;
    }

    public void Free()
    {
        _disk?.Free();
        try
        {
            Connect().Dispose();
        }
        catch (NpgsqlException)
        {
            // A server that cannot write its log ends itself.
            TakeAway();
            GiveBack();
        }
    }

    public DbConnection Connect() => PostgresAddress.Parse(_connection).Connect();

    public void Dispose()
    {
        Script("halt", _directory);
        if (_disk is null)
        {
            Script("stop", _directory);
            return;
        }

        _disk.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Script(params string[] arguments)
    {
        var start = new ProcessStartInfo("eng/postgres", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"eng/postgres {string.Join(' ', arguments)} failed");
    }
}
