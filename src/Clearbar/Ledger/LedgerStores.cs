using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Postgres;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;

namespace Clearbar.Ledger;

/// <summary>
/// Opens the store of a data directory. A directory whose store is not its own SQLite file has a note that says so, so that whoever comes
/// without the gateway's configuration (<c>clearbar report</c>) drains and reads the same store:
/// <code>note = "postgres" SP variable LF      ; the variable that holds the connection string, never the string itself</code>
/// </summary>
public sealed class LedgerStores
{
    private const string PostgresWord = "postgres ";

    private readonly LedgerLayout _layout;
    private readonly LedgerStoreOptions _options;
    private readonly PostgresAddress? _address;

    private LedgerStores(LedgerLayout layout, LedgerStoreOptions options, PostgresAddress? address)
    {
        _layout = layout;
        _options = options;
        _address = address;
    }

    /// <summary>The store in words, for example <c>SQLite system 3.40.1</c>.</summary>
    public string Name => _address is null ? $"SQLite {SqliteLibrary.Load()}" : $"PostgreSQL, {_address}";

    /// <summary>Where the store is; null for SQLite.</summary>
    public PostgresAddress? Postgres => _address;

    /// <summary>False for a data directory whose SQLite file has not been made.</summary>
    public bool Exists => _address is not null || File.Exists(_layout.StorePath);

    /// <summary>The store that options name.</summary>
    /// <param name="layout">The data directory.</param>
    /// <param name="options">Which store.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="LedgerSchemaException">The variable holds no connection string.</exception>
    public static LedgerStores Of(LedgerLayout layout, LedgerStoreOptions options, Func<string, string?> variable)
    {
        if (options.Kind == LedgerStoreKind.Sqlite)
        {
            return new LedgerStores(layout, options, null);
        }

        var text = variable(options.ConnectionFrom);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new LedgerSchemaException(
                $"The ledger's store is PostgreSQL, and the environment variable {options.ConnectionFrom} is not set: "
                + "set it to a connection string (Host=…;Database=…;Username=…;Password=…), "
                + "or name another variable in ledger.connectionFrom.");
        }

        try
        {
            return new LedgerStores(layout, options, PostgresAddress.Parse(text));
        }
        catch (FormatException e)
        {
            throw new LedgerSchemaException(
                $"The environment variable {options.ConnectionFrom} holds no usable connection string: {e.Message}.", e);
        }
    }

    /// <summary>The store a data directory's note names.</summary>
    /// <exception cref="LedgerSchemaException">It names a variable that holds no connection string.</exception>
    public static LedgerStores OfNote(LedgerLayout layout) => Of(layout, Noted(layout), Environment.GetEnvironmentVariable);

    /// <summary>The store a data directory was last drained into, by its note.</summary>
    public static LedgerStoreOptions Noted(LedgerLayout layout)
    {
        var note = File.Exists(layout.StoreNotePath) ? File.ReadAllText(layout.StoreNotePath).TrimEnd() : "";
        return note.StartsWith(PostgresWord, StringComparison.Ordinal)
            ? new LedgerStoreOptions { Kind = LedgerStoreKind.Postgres, ConnectionFrom = note[PostgresWord.Length..] }
            : new LedgerStoreOptions();
    }

    /// <summary>Opens it for writing. Called by the process that holds the directory's lock only.</summary>
    public ILedgerStore Open(TimeProvider time)
    {
        Note();
        if (_address is not null)
        {
            return PostgresLedgerStore.Open(_address, _options.RetentionDays, time);
        }

        return SqliteLedgerStore.Open(_layout.StorePath, _options.RetentionDays is { } days ? new SqliteRetention(days, time) : null);
    }

    /// <summary>Opens it for reading.</summary>
    public StoreReader OpenReader() => _address is null ? StoreReader.Open(_layout.StorePath) : StoreReader.Open(_address);

    /// <summary>Opens it for reading whole entries.</summary>
    public StoreEntries OpenEntries() => _address is null ? StoreEntries.Open(_layout.StorePath) : StoreEntries.Open(_address);

    private void Note()
    {
        var noted = Noted(_layout);
        if (noted.Kind == _options.Kind && (_address is null || noted.ConnectionFrom == _options.ConnectionFrom))
        {
            return;
        }

        if (_address is null)
        {
            File.Delete(_layout.StoreNotePath);
            return;
        }

        File.WriteAllText(_layout.StoreNotePath, $"{PostgresWord}{_options.ConnectionFrom}\n");
    }
}
