using System.Text.RegularExpressions;
using Npgsql;

namespace Clearbar.Ledger.Postgres;

/// <summary>Where a PostgreSQL store is: a database, and in it the schema that has the ledger's tables. Printing it shows no password.</summary>
public sealed partial class PostgresAddress
{
    /// <summary>Schema of the ledger when the connection string names none with <c>Search Path</c>.</summary>
    public const string DefaultSchema = "clearbar";

    // A server that is gone must not hold up a stop for long; one that is busy may take its time with a statement.
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 60;

    private readonly string _connectionString;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings)
    {
        _connectionString = settings.ConnectionString;
        Schema = settings.SearchPath!;
        Database = $"{settings.Database} on {settings.Host}";
    }

    /// <summary>The schema that has the ledger's tables.</summary>
    public string Schema { get; }

    /// <summary>Database and host, for messages.</summary>
    public string Database { get; }

    /// <summary>Reads a connection string of Npgsql's form: <c>Host=…;Database=…;Username=…;Password=…</c>.</summary>
    /// <exception cref="FormatException">It is not one; the message does not repeat it.</exception>
    public static PostgresAddress Parse(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("it is not of the form Host=…;Database=…;Username=…;Password=…", e);
        }

        if (string.IsNullOrEmpty(settings.Host))
        {
            throw new FormatException("it names no Host");
        }

        settings.SearchPath ??= DefaultSchema;
        if (!SchemaName().IsMatch(settings.SearchPath))
        {
            throw new FormatException("its Search Path must be one schema named with at most 48 of a-z, 0-9 and _");
        }

        settings.Timeout = settings.ContainsKey("Timeout") ? settings.Timeout : ConnectSeconds;
        settings.CommandTimeout = settings.ContainsKey("Command Timeout") ? settings.CommandTimeout : CommandSeconds;
        settings.ApplicationName ??= "clearbar";

        // Each store keeps its own connection; a pool would hand a broken one's session state to the next.
        settings.Pooling = false;
        return new PostgresAddress(settings);
    }

    /// <summary>An open connection; the caller disposes it.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses.</exception>
    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Connect"/>, without holding a thread.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses.</exception>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override string ToString() => $"schema {Schema} of {Database}";

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,47}$")]
    private static partial Regex SchemaName();
}
