using Clearbar.Configuration;
using Clearbar.Keys.Postgres;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;

namespace Clearbar.Keys;

/// <summary>Finds the issued keys of a configuration: in the ledger's database where it has one, else in the key file.</summary>
public static class KeyStores
{
    /// <summary>The keys in force, as a gateway starts with them.</summary>
    /// <param name="options">Names the files.</param>
    /// <param name="shared">The ledger's database; null when the ledger is this machine's own.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="clock">Dates the entries.</param>
    /// <exception cref="KeyStoreException">They cannot be known; the message says what to change.</exception>
    public static CurrentIssuedKeys Start(
        GatewayOptions options, PostgresAddress? shared, Func<string, string?> variable, TimeProvider clock)
    {
        var master = variable(MasterKey.Variable);
        var file = new KeyStore(options.KeysPath, master, clock);
        return shared is null
            ? new CurrentIssuedKeys(file)
            : CurrentIssuedKeys.Start(
                InDatabase(options, shared, master, clock),
                new KeyStore(new KeyFile(options.KeysCopyPath), MasterKey.PathBeside(options.KeysPath), master, clock), file);
    }

    /// <summary>The store that keys are issued into.</summary>
    /// <param name="options">Names the files, and the ledger's database if it has one.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="clock">Dates the entries.</param>
    /// <exception cref="LedgerSchemaException">The database's variable holds no connection string.</exception>
    public static KeyStore Of(GatewayOptions options, Func<string, string?> variable, TimeProvider clock)
    {
        var master = variable(MasterKey.Variable);
        return LedgerStores.Of(new LedgerLayout(options.DataDirectory), options.LedgerStore, variable).Postgres is { } shared
            ? InDatabase(options, shared, master, clock)
            : new KeyStore(options.KeysPath, master, clock);
    }

    private static KeyStore InDatabase(GatewayOptions options, PostgresAddress shared, string? master, TimeProvider clock) =>
        new(new PostgresKeys(shared), MasterKey.PathBeside(options.KeysPath), master, clock);
}
