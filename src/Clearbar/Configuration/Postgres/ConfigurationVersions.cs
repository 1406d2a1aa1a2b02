using System.Data.Common;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Replicas;
using Npgsql;

namespace Clearbar.Configuration.Postgres;

/// <summary>
/// Every configuration that was ever pushed, in the database that replicas share. Versions are only added: going back is a new version too.
/// All members throw <see cref="SharedConfigurationException"/> when the database cannot be used.
/// </summary>
public sealed class ConfigurationVersions(PostgresAddress address, TimeProvider clock)
{
    private const string Columns = "SELECT version, text, pushed_at, pushed_by, restores FROM configurations ";

    /// <summary>What messages call the database.</summary>
    public string Name => $"the {address}";

    /// <summary>The version in force; null when nothing was ever pushed.</summary>
    public ConfigurationVersion? Newest() => List("ORDER BY version DESC LIMIT 1") is [var newest] ? newest : null;

    /// <summary>Null when there is no such version.</summary>
    public ConfigurationVersion? Find(long version) => List("WHERE version = @version", ("version", version)) is [var found] ? found : null;

    /// <summary>All, newest first.</summary>
    public IReadOnlyList<ConfigurationVersion> List() => List("ORDER BY version DESC");

    /// <summary>
    /// Puts a text in force that was found valid, and tells all replicas. Returns the version in force when it is the same text already.
    /// </summary>
    /// <param name="text">The file.</param>
    /// <param name="by">Who pushes it.</param>
    /// <param name="restores">The version it was taken from, if from one.</param>
    public ConfigurationVersion Push(string text, string by, long? restores = null) => Run(connection =>
    {
        // The first push may come before a gateway has made the tables.
        PostgresSchema.Ensure(connection, address);
        using var transaction = connection.BeginTransaction();
        // Whoever else pushes waits; readers do not.
        connection.Run("LOCK TABLE configurations IN EXCLUSIVE MODE");
        var before = Read(connection, "ORDER BY version DESC LIMIT 1") is [var newest] ? newest : null;
        if (before?.Text == text)
        {
            return before;
        }

        // Whole microseconds, as the database keeps them.
        var now = clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var next = new ConfigurationVersion((before?.Version ?? 0) + 1, text, now, by, restores);
        connection.Run(
            "INSERT INTO configurations VALUES (@version, @text, @at, @by, @restores::BIGINT)",
            ("version", next.Version), ("text", text), ("at", next.PushedAt), ("by", by), ("restores", (object?)restores ?? DBNull.Value));
        ReplicaLink.Send(connection, address, Guid.Empty, ReplicaNotice.Configuration);
        transaction.Commit();
        return next;
    });

    private List<ConfigurationVersion> List(string which, params (string, object)[] values) => Run(connection =>
    {
        try
        {
            return Read(connection, which, values);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Nothing was ever pushed; reading makes no tables.
            return [];
        }
    });

    private static List<ConfigurationVersion> Read(NpgsqlConnection connection, string which, params ReadOnlySpan<(string, object)> values)
    {
        using var command = connection.Command(Columns + which, values);
        using var reader = command.ExecuteReader();
        var found = new List<ConfigurationVersion>();
        while (reader.Read())
        {
            found.Add(new ConfigurationVersion(
                reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetInt64(4)));
        }

        return found;
    }

    private T Run<T>(Func<NpgsqlConnection, T> action)
    {
        try
        {
            using var connection = address.Connect();
            return action(connection);
        }
        catch (LedgerSchemaException exception)
        {
            throw new SharedConfigurationException(exception.Message, exception);
        }
        catch (DbException exception)
        {
            throw new SharedConfigurationException(
                $"{Name}, where the configuration is, cannot be used: {exception.Message} (start it, or correct its connection string)",
                exception);
        }
    }
}
