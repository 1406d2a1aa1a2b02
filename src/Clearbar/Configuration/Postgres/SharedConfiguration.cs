using System.Data.Common;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;

namespace Clearbar.Configuration.Postgres;

/// <summary>
/// The configuration that replicas share as one of them has it: the database's newest version, or when the database does not answer at the
/// start the version that was last in force here. Used by one thread at a time.
/// </summary>
public sealed class SharedConfiguration
{
    private readonly ConfigurationVersions _versions;
    private readonly string _copyPath;

    private SharedConfiguration(ConfigurationVersions versions, string copyPath, ConfigurationVersion first)
    {
        _versions = versions;
        _copyPath = copyPath;
        Current = first;
    }

    /// <summary>The version that is in force here, or is being tried.</summary>
    public ConfigurationVersion Current { get; private set; }

    /// <summary>Why it is the copy's version; null when it is not, or no longer.</summary>
    public string? Outage { get; private set; }

    /// <summary>What messages call it.</summary>
    public string Name => $"version {Current.Version} of {_versions.Name}";

    /// <summary>Finds the version to start with.</summary>
    /// <param name="own">What the replica's own file says: where the database and the data directory are.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="clock">Dates what is pushed.</param>
    /// <exception cref="SharedConfigurationException">There is none; the message says what to change.</exception>
    public static SharedConfiguration Open(GatewayOptions own, Func<string, string?> variable, TimeProvider clock)
    {
        var versions = VersionsOf(own, variable, clock);
        try
        {
            return new SharedConfiguration(versions, own.ConfigurationCopyPath, versions.Newest() ?? throw Nothing(versions));
        }
        catch (SharedConfigurationException exception) when (exception.InnerException is DbException)
        {
            var copy = ConfigurationCopy.Read(own.ConfigurationCopyPath) ?? throw new SharedConfigurationException(
                $"{exception.Message}. A gateway needs it when it starts for the first time on a data directory: there is no "
                + $"{own.ConfigurationCopyPath} yet", exception);
            return new SharedConfiguration(versions, own.ConfigurationCopyPath, copy) { Outage = exception.Message };
        }
    }

    /// <summary>The versions in the database that a replica's own file names.</summary>
    /// <exception cref="SharedConfigurationException">It names none.</exception>
    public static ConfigurationVersions VersionsOf(GatewayOptions own, Func<string, string?> variable, TimeProvider clock)
    {
        try
        {
            var store = LedgerStores.Of(new LedgerLayout(own.DataDirectory), own.LedgerStore, variable);
            return new ConfigurationVersions(
                store.Postgres ?? throw new SharedConfigurationException(
                    "a configuration is shared in the ledger's database, and this ledger is a file: "
                    + "set \"ledger\": { \"store\": \"postgres\" }"), clock);
        }
        catch (LedgerSchemaException exception)
        {
            throw new SharedConfigurationException(exception.Message, exception);
        }
    }

    /// <summary>
    /// Looks for another version and tries it; one that is refused is tried again at every look, and the one before it stays.
    /// </summary>
    /// <param name="tryCurrent">Puts <see cref="Current"/> in force, or returns false.</param>
    /// <returns>Whether another version is in force now.</returns>
    /// <exception cref="SharedConfigurationException">The database cannot be read.</exception>
    public bool Refresh(Func<bool> tryCurrent)
    {
        var newest = _versions.Newest() ?? throw Nothing(_versions);
        Outage = null;
        var before = Current;
        if (newest.Version == before.Version && newest.Text == before.Text)
        {
            return false;
        }

        Current = newest;
        if (tryCurrent())
        {
            return true;
        }

        Current = before;
        return false;
    }

    /// <summary>Copies the version in force for a start without the database.</summary>
    /// <exception cref="SharedConfigurationException">The disk does not take it.</exception>
    public void KeepCopy()
    {
        try
        {
            ConfigurationCopy.Replace(_copyPath, Current);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SharedConfigurationException($"{_copyPath} cannot be written: {exception.Message}", exception);
        }
    }

    private static SharedConfigurationException Nothing(ConfigurationVersions versions) =>
        new($"no configuration was ever pushed to {versions.Name}: 'clearbar config push FILE --config' with this gateway's own file");
}
