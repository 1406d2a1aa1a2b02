using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Configuration.Postgres;
using Clearbar.Ledger;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar config</c>: the configuration that replicas share in PostgreSQL.</summary>
public static class ConfigVerb
{
    private static readonly Option<FileInfo?> Config = new("--config")
    {
        Description = "A replica's own file, which names the database (default: the connection string in CLEARBAR_POSTGRES)",
        Recursive = true,
    };

    public static Command Create() => new("config", """
        The configuration that replicas share in PostgreSQL: every version ever pushed, the newest in force. Replicas whose own file says
        "configuration": "postgres" take a new version at once.

        Examples:
          clearbar config push shared.json
          clearbar config show > shared.json
          clearbar config history
          clearbar config rollback 7
        """)
    {
        Config, Push(), Show(), History(), Rollback(),
    };

    private static Command Push()
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "The configuration, without what is each replica's own: urls, tls, data, ledger, keysFile",
        };
        var command = new Command("push", """
            Put a configuration in force on all replicas. It is checked first, as 'clearbar check' does; one with errors, or with a secret in it,
            is not pushed. Prints the version.

            Examples:
              clearbar config push shared.json
              clearbar config push shared.json --config /etc/clearbar/clearbar.json
            """)
        {
            file,
        };
        command.SetAction(parsed => Run(parsed, (versions, own) =>
        {
            var path = parsed.GetValue(file)!.FullName;
            var text = File.ReadAllText(path);
            var errors = new List<ConfigError>();
            var options = ConfigurationHome.ReadShared(text, own with { BaseDirectory = Path.GetDirectoryName(path)! }, errors);
            LiteralSecrets.Find(text, errors);
            if (errors.Count > 0 || SnapshotCompiler.Compile(options, errors) is null)
            {
                errors.ForEach(static error => Console.Error.WriteLine(error));
                Console.Error.WriteLine($"Not pushed: {errors.Count} error{(errors.Count == 1 ? "" : "s")}.");
                return ExitCodes.Failed;
            }

            foreach (var needed in ConfigurationHome.FilesOf(options))
            {
                Console.Error.WriteLine($"warning: every replica needs {needed}, found from the directory of its own file");
            }

            return Announce(versions, versions.Newest()?.Version, versions.Push(text, Pusher));
        }));
        return command;
    }

    private static Command Show()
    {
        var version = new Argument<long?>("version") { Description = "Which (default: the one in force)", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", """
            Print a version as it was pushed, comments included.

            Examples:
              clearbar config show > shared.json
              clearbar config show 7
            """)
        {
            version,
        };
        command.SetAction(parsed => Run(parsed, (versions, _) =>
        {
            var wanted = parsed.GetValue(version);
            var found = (wanted is { } number ? versions.Find(number) : versions.Newest()) ?? throw Missing(versions, wanted);
            Console.Error.WriteLine($"Version {found.Version}, pushed {found.PushedAt:u} by {found.PushedBy}");
            Console.Out.Write(found.Text);
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static Command History()
    {
        var format = new Option<string>("--format") { Description = "table or json", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("history", """
            Every version, newest first.

            Examples:
              clearbar config history
              clearbar config history --format json
            """)
        {
            format,
        };
        command.SetAction(parsed => Run(parsed, (versions, _) =>
        {
            Write(versions.List(), parsed.GetValue(format) == "json");
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static Command Rollback()
    {
        var version = new Argument<long>("version") { Description = "The version whose text is put in force again" };
        var command = new Command("rollback", """
            Put an earlier version in force again, as a new version. It was checked when it was pushed; every replica checks it too.

            Example:
              clearbar config rollback 7
            """)
        {
            version,
        };
        command.SetAction(parsed => Run(parsed, (versions, _) =>
        {
            var number = parsed.GetValue(version);
            var found = versions.Find(number) ?? throw Missing(versions, number);
            return Announce(versions, versions.Newest()?.Version, versions.Push(found.Text, Pusher, restores: number));
        }));
        return command;
    }

    private static string Pusher => $"{Environment.UserName}@{Environment.MachineName}";

    private static int Announce(ConfigurationVersions versions, long? before, ConfigurationVersion now)
    {
        Console.Error.WriteLine(now.Version == before
            ? $"It is the version in force of {versions.Name} already."
            : $"In force on every replica of {versions.Name} that can read it; one that cannot keeps the version before and logs why.");
        Console.Out.WriteLine(now.Version);
        return ExitCodes.Ok;
    }

    private static void Write(IReadOnlyList<ConfigurationVersion> versions, bool json)
    {
        if (json)
        {
            var rows = versions.Select(static version => new { version.Version, version.PushedAt, version.PushedBy, version.Restores });
            Console.Out.WriteLine(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("version", "pushed", "by", "restores");
        foreach (var version in versions)
        {
            table.AddRow(
                version.Version.ToString(CultureInfo.InvariantCulture), version.PushedAt.ToString("u", CultureInfo.InvariantCulture),
                Markup.Escape(version.PushedBy), version.Restores?.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        Terminal.Data().Write(table);
    }

    private static int Run(ParseResult parsed, Func<ConfigurationVersions, GatewayOptions, int> action)
    {
        try
        {
            var own = OwnOptions(parsed.GetValue(Config));
            return action(SharedConfiguration.VersionsOf(own, Environment.GetEnvironmentVariable, TimeProvider.System), own);
        }
        catch (Exception exception) when (exception is SharedConfigurationException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"clearbar config: {exception.Message}");
            return ExitCodes.Failed;
        }
    }

    /// <summary>What finds the database; the rest of the file need not be valid for that.</summary>
    private static GatewayOptions OwnOptions(FileInfo? file) => file is null
        ? new GatewayOptions { LedgerStore = new LedgerStoreOptions { Kind = LedgerStoreKind.Postgres } }
        : ConfigurationReader.Read(File.ReadAllText(file.FullName), file.DirectoryName!, []);

    private static SharedConfigurationException Missing(ConfigurationVersions versions, long? wanted) => new(wanted is { } number
        ? $"{versions.Name} has no version {number}; 'clearbar config history' shows them"
        : $"no configuration was ever pushed to {versions.Name}; 'clearbar config push FILE' does it");
}
