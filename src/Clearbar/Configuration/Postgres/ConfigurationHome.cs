using System.Text.Json;
using Clearbar.Ledger;

namespace Clearbar.Configuration.Postgres;

/// <summary>
/// Which keys stand where when replicas share their configuration: what is about one machine or finds the database stands in each replica's
/// own file, everything else in the database. Nothing stands in both, so that nobody has to know which one wins.
/// </summary>
public static class ConfigurationHome
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "configuration", "urls", "tls", "data", "ledger", "keysFile",
    };

    // Tells editors where the schema is; about neither.
    private const string Schema = "$schema";

    /// <summary>Reports what cannot stand in the own file of a replica that takes the rest from the database.</summary>
    internal static void CheckOwn(ConfigNode root, JsonElement document, GatewayOptions options)
    {
        if (options.LedgerStore.Kind != LedgerStoreKind.Postgres)
        {
            root.Fail("configuration", "\"postgres\" is the ledger's database: set \"ledger\": { \"store\": \"postgres\" } as well");
        }

        foreach (var member in document.EnumerateObject())
        {
            if (member.Name != Schema && !Own.Contains(member.Name))
            {
                root.Fail(
                    member.Name, "is in the database when 'configuration' is \"postgres\": push it with 'clearbar config push', and take it out here");
            }
        }
    }

    /// <summary>
    /// Reads what the database has; a replica's own keys are taken from <paramref name="own"/>, and are errors in the text.
    /// </summary>
    public static GatewayOptions ReadShared(string json, GatewayOptions own, List<ConfigError> errors)
    {
        var shared = ConfigurationReader.Read(json, own.BaseDirectory, errors);
        foreach (var name in RootKeys(json))
        {
            if (Own.Contains(name))
            {
                errors.Add(new ConfigError(name, "belongs to each replica: it stands in the replica's own file, not in what all share"));
            }
        }

        return shared with
        {
            IsConfigurationShared = true,
            Urls = own.Urls,
            Tls = own.Tls,
            DataDirectory = own.DataDirectory,
            Fsync = own.Fsync,
            LedgerStore = own.LedgerStore,
            KeysFile = own.KeysFile,
        };
    }

    /// <summary>The files that a shared configuration names, relative to its directory: every replica must have them at its own file's.</summary>
    public static IReadOnlyList<string> FilesOf(GatewayOptions options)
    {
        List<string?> files = [options.PriceFile, options.Learning?.Certificates];
        foreach (var owner in options.Classes)
        {
            files.AddRange([owner.Local?.Answerer, owner.Split?.Answerer, owner.Learning?.Certificates]);
        }

        var distinct = files.OfType<string>().Distinct(StringComparer.Ordinal);
        return [.. distinct.Select(file => Path.GetRelativePath(options.BaseDirectory, file))];
    }

    /// <summary>None when the text is not a JSON object, which reading it has reported.</summary>
    private static List<string> RootKeys(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, ConfigurationReader.Relaxed);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? [.. root.EnumerateObject().Select(static member => member.Name)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
