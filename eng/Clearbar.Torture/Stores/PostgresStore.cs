using System.Data.Common;
using System.Diagnostics;
using Clearbar.Ledger.Postgres;

namespace Clearbar.Torture.Stores;

/// <summary>PostgreSQL in a throw-away cluster: taken away by stopping its server as a crash would.</summary>
internal sealed class PostgresStore : IStore
{
    private readonly string _directory;
    private readonly string _connection;

    public PostgresStore(string directory)
    {
        _directory = directory;
        _connection = Script("start", directory, "fsync=on");
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

    public void TakeAway() => Script("halt", _directory);

    public void GiveBack() => Script("start", _directory);

    public DbConnection Connect() => PostgresAddress.Parse(_connection).Connect();

    public void Dispose() => Script("stop", _directory);

    private static string Script(params string[] arguments)
    {
        var start = new ProcessStartInfo("eng/postgres", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"eng/postgres {string.Join(' ', arguments)} failed");
    }
}
