using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Replicas;
using Npgsql;

namespace Clearbar.Keys.Postgres;

/// <summary>
/// The entries of keys in the database that replicas share: the same as in a key file, one row each. Changes come one after another, and
/// all replicas are told when one is committed.
/// </summary>
/// <remarks>
/// The first change makes the tables where there are none, so that keys can be made before a gateway first starts; reading changes nothing.
/// </remarks>
public sealed class PostgresKeys(PostgresAddress address) : IKeyRecords
{
    private const string Raise = "UPDATE issued_keys_revision SET revision = revision + 1";
    private const string Write = "INSERT INTO issued_keys (id, entry) VALUES (@id, @entry::JSON) "
        + "ON CONFLICT (id) DO UPDATE SET entry = EXCLUDED.entry";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string Name => $"the {address}";

    public bool IsShared => true;

    public string Stamp() => Run(
        static connection => connection.Scalar("SELECT revision FROM issued_keys_revision").ToString(CultureInfo.InvariantCulture), "");

    public IReadOnlyList<StoredKey> Read() => Run(Entries, []);

    public T Change<T>(Func<List<StoredKey>, T> change) => Run<T>(connection =>
    {
        PostgresSchema.Ensure(connection, address);
        using var transaction = connection.BeginTransaction();
        // Before anything is read: its row is locked until the end, so whoever else changes keys waits and then sees this change.
        connection.Run(Raise);
        var before = Entries(connection);
        List<StoredKey> after = [.. before];
        var result = change(after);
        for (var i = 0; i < after.Count; i++)
        {
            // Entries are replaced in their place or added at the end, never taken away.
            if (i >= before.Count || !ReferenceEquals(before[i], after[i]))
            {
                connection.Run(Write, ("id", after[i].Id), ("entry", JsonSerializer.Serialize(after[i], Json)));
            }
        }

        ReplicaLink.Send(connection, address, Guid.Empty, ReplicaNotice.Keys);
        transaction.Commit();
        return result;
    });

    private List<StoredKey> Entries(NpgsqlConnection connection)
    {
        using var command = connection.Command("SELECT id, entry::TEXT FROM issued_keys ORDER BY place");
        using var reader = command.ExecuteReader();
        var entries = new List<StoredKey>();
        while (reader.Read())
        {
            entries.Add(EntryOf(reader.GetString(0), reader.GetString(1)));
        }

        return entries;
    }

    private StoredKey EntryOf(string id, string text)
    {
        StoredKey? entry = null;
        try
        {
            entry = JsonSerializer.Deserialize<StoredKey>(text, Json);
        }
        catch (JsonException)
        {
            // Told below; the entry itself is not for a log.
        }

        return KeyFile.IsWhole(entry) && entry!.Id == id
            ? entry
            : throw new KeyStoreException($"the row '{id}' of issued_keys in {Name} is not a key's entry; restore it from a backup");
    }

    /// <param name="action">What to do.</param>
    /// <param name="withoutTables">The answer where nothing was ever written.</param>
    private T Run<T>(Func<NpgsqlConnection, T> action, T? withoutTables = default)
    {
        try
        {
            using var connection = address.Connect();
            return action(connection);
        }
        catch (PostgresException exception) when (withoutTables is not null && exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return withoutTables;
        }
        catch (LedgerSchemaException exception)
        {
            throw new KeyStoreException(exception.Message, exception);
        }
        catch (DbException exception)
        {
            throw new KeyStoreException(
                $"{Name}, where the keys are, cannot be used: {exception.Message} (start it, or correct its connection string)", exception);
        }
    }
}
