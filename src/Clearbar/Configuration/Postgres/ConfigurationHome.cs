using System.Text.Json;

namespace Clearbar.Configuration.Postgres;

/// <summary>
/// Which keys stand where when replicas share their configuration: what is about one machine or finds the database stands in each replica's own
/// file, everything else in the database. Nothing stands in both, so that nobody has to know which one wins.
/// </summary>
public static class ConfigurationHome
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "configuration", "urls", "tls", "data", "ledger", "keysFile" };

    // Tells editors where the schema is; about neither.
    private const string Schema = "$schema";

    /// <summary>Reports keys of a replica's own file that belong into the database.</summary>
    public static void CheckOwn(JsonElement root, List<ConfigError> errors)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != Schema && !Own.Contains(member.Name))
            {
                errors.Add(new ConfigError(
                    member.Name, "stands in the database when 'configuration' is \"postgres\": push it with 'clearbar config push', and take it out here"));
            }
        }
    }

    /// <summary>Reads what the database has; a replica's own keys are taken from <paramref name="own"/>, and are errors in the text.</summary>
    public static GatewayOptions ReadShared(string json, GatewayOptions own, List<ConfigError> errors)
    {
        var shared = ConfigurationReader.Read(json, own.BaseDirectory, errors);
        foreach (var name in ConfigurationReader.RootKeys(json))
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

    /// <summary>The files that a shared configuration names: every replica must have them, where its own file's directory makes them be.</summary>
    public static IReadOnlyList<string> FilesOf(GatewayOptions options)
    {
        List<string?> files = [options.PriceFile, options.Learning?.Certificates];
        foreach (var owner in options.Classes)
        {
            files.AddRange([owner.Local?.Answerer, owner.Split?.Answerer, owner.Learning?.Certificates]);
        }

        return [.. files.OfType<string>().Distinct(StringComparer.Ordinal).Select(file => Path.GetRelativePath(options.BaseDirectory, file))];
    }
}
