using System.CommandLine;
using Clearbar.Budgets;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Ledger;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar check</c>: validates the configuration offline, with the code that <c>serve</c> uses.</summary>
public static class CheckVerb
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "Configuration file (default: clearbar.json here)" };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of clearbar.json for your editor, and stop" };
        var command = new Command("check", """
            Validate the configuration offline; every error is reported with its key.

            Examples:
              clearbar check --config clearbar.json
              clearbar check --schema > clearbar.schema.json
            """)
        {
            config, schema,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(schema))
            {
                using var resource = typeof(ConfigurationReader).Assembly.GetManifestResourceStream("clearbar.schema.json")!;
                using var reader = new StreamReader(resource);
                Console.Out.Write(reader.ReadToEnd());
                return ExitCodes.Ok;
            }

            var errors = new List<ConfigError>();
            var snapshot = GatewayConfiguration.Load(parsed.GetValue(config), static options => options, errors);
            foreach (var error in errors)
            {
                Console.Error.WriteLine(error);
            }

            if (snapshot is null)
            {
                Console.Error.WriteLine($"{errors.Count} error{(errors.Count == 1 ? "" : "s")}");
                return ExitCodes.Failed;
            }

            foreach (var finding in BudgetAudience.Findings(snapshot, IssuedKeys(snapshot)))
            {
                Console.Error.WriteLine($"warning: {finding}");
            }

            Console.WriteLine($"ok: {snapshot.Options.Deployments.Count} deployments, {snapshot.Options.Classes.Count} classes, {snapshot.Options.Keys.Count} keys, prices {snapshot.Prices.Version}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static IReadOnlyList<StoredKey> IssuedKeys(GatewaySnapshot snapshot)
    {
        try
        {
            // Offline: of keys in a database only the copy is asked.
            var options = snapshot.Options;
            return new KeyFile(options.LedgerStore.Kind == LedgerStoreKind.Postgres ? options.KeysCopyPath : options.KeysPath).Read();
        }
        catch (KeyStoreException exception)
        {
            Console.Error.WriteLine($"warning: {exception.Message}");
            return [];
        }
    }
}
