using System.CommandLine;
using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Ledger;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar keys</c>: issues, lists, revokes and rotates the keys that callers of the gateway use.</summary>
public static class KeysVerb
{
    private static readonly Option<FileInfo?> Config = new("--config")
    {
        Description = "Configuration file (default: clearbar.json here, if it exists)",
        Recursive = true,
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Data directory of the gateway (default: .clearbar)",
        Recursive = true,
    };

    private static readonly Option<string> Format = FormatOption();

    public static Command Create() => new("keys", """
        Issue keys for callers of the gateway. Secrets are shown once; a running gateway takes changes within two seconds. Where the ledger is
        in PostgreSQL the keys are too: name the gateway's --config and set its CLEARBAR_MASTER_KEY; every replica takes changes at once.

        Examples:
          clearbar keys create checkout --team payments
          clearbar keys create ci --name "nightly evals" --tag env=test --format json
          clearbar keys list
          clearbar keys rotate checkout
          clearbar keys revoke checkout
          clearbar keys import --config clearbar.json
        """)
    {
        Config, Data, Format, CreateKey(), ListKeys(), RotateKey(), RevokeKey(), SetPolicy(), ImportKeys(),
    };

    private static Command CreateKey()
    {
        var id = IdArgument("The name under which the ledger knows the key: 1 to 64 letters, digits, '.', '_' or '-'");
        var name = new Option<string?>("--name") { Description = "What the key is for" };
        var team = new Option<string?>("--team") { Description = "Who pays for it" };
        var policy = PolicyOption("What the key may do: a file with an IAM-shaped policy (default: everything)");
        var tags = new Option<string[]>("--tag") { Description = "A label key=value; may be repeated" };
        tags.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1)
                {
                    result.AddError($"--tag takes key=value, not '{token.Value}'");
                }
            }
        });
        var command = new Command("create", """
            Make a key: an API key for x-api-key or Authorization: Bearer, and an access key pair for AWS SDKs.

            Example:
              clearbar keys create checkout --team payments --tag env=prod --policy haiku-only.json
            """)
        {
            id, name, team, tags, policy,
        };
        command.SetAction(parsed => Run(parsed, store =>
        {
            Dictionary<string, string>? labels = null;
            foreach (var tag in parsed.GetValue(tags) ?? [])
            {
                var equals = tag.IndexOf('=', StringComparison.Ordinal);
                (labels ??= new(StringComparer.Ordinal))[tag[..equals]] = tag[(equals + 1)..];
            }

            var document = ReadPolicy(parsed.GetValue(policy));
            KeysOutput.Write(store.Create(parsed.GetValue(id)!, parsed.GetValue(name), parsed.GetValue(team), labels, document), AsJson(parsed));
        }));
        return command;
    }

    private static Command ListKeys()
    {
        var command = new Command("list", """
            Every key ever issued, revoked ones included; no secrets.

            Example:
              clearbar keys list --format json
            """);
        command.SetAction(parsed => Run(parsed, store => KeysOutput.Write(store.List(), AsJson(parsed))));
        return command;
    }

    private static Command RotateKey()
    {
        var id = IdArgument("The key");
        var command = new Command("rotate", """
            Replace all secrets of a key; the old ones are refused at once. For a change without interruption create a second key, move, and
            revoke the first.

            Example:
              clearbar keys rotate checkout
            """)
        {
            id,
        };
        command.SetAction(parsed => Run(parsed, store => KeysOutput.Write(store.Rotate(parsed.GetValue(id)!), AsJson(parsed))));
        return command;
    }

    private static Command RevokeKey()
    {
        var id = IdArgument("The key");
        var command = new Command("revoke", """
            Refuse a key from now on. Its entry stays, because the ledger names it.

            Example:
              clearbar keys revoke checkout
            """)
        {
            id,
        };
        command.SetAction(parsed => Run(parsed, store =>
        {
            var revoked = store.Revoke(parsed.GetValue(id)!);
            if (AsJson(parsed))
            {
                KeysOutput.Write([revoked], json: true);
            }
            else
            {
                Console.Error.WriteLine($"{revoked.Id} is revoked.");
            }
        }));
        return command;
    }

    private static Command SetPolicy()
    {
        var id = IdArgument("The key");
        var policy = PolicyOption("A file with an IAM-shaped policy; without it the key may do everything");
        var command = new Command("policy", """
            Replace what a key may do. The policy is checked first; one that cannot be enforced as written is refused.

            Example:
              clearbar keys policy checkout --policy haiku-only.json
            """)
        {
            id, policy,
        };
        command.SetAction(parsed => Run(parsed, store =>
        {
            var changed = store.SetPolicy(parsed.GetValue(id)!, ReadPolicy(parsed.GetValue(policy)));
            if (AsJson(parsed))
            {
                KeysOutput.Write([changed], json: true);
            }
            else
            {
                Console.Error.WriteLine(changed.Policy is null ? $"{changed.Id} may do everything." : $"{changed.Id} has a new policy.");
            }
        }));
        return command;
    }

    private static Command ImportKeys()
    {
        var file = new Argument<FileInfo?>("file")
        {
            Description = "The key file (default: the one the gateway used before, keys.json in its data directory)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("import", """
            Bring the keys of a key file into the database that replicas share. Keys that are there already stay as they are there; a key
            revoked in the file is revoked. The file stays where it is and is not read again.

            Examples:
              clearbar keys import --config clearbar.json
              clearbar keys import /backup/keys.json --config clearbar.json
            """)
        {
            file,
        };
        command.SetAction(parsed => Run(parsed, (store, options) =>
        {
            if (!store.Records.IsShared)
            {
                throw new KeyStoreException(
                    $"the keys are in {store.Name}; 'import' brings a key file into the database of a gateway whose ledger.store is \"postgres\"");
            }

            var path = parsed.GetValue(file)?.FullName ?? options.KeysPath;
            if (!File.Exists(path))
            {
                throw new KeyStoreException($"there is no key file {path}");
            }

            var source = new KeyStore(path, Environment.GetEnvironmentVariable(MasterKey.Variable), TimeProvider.System);
            var (added, revoked, known) = store.Import(source);
            Console.Error.WriteLine($"{added} brought in, {revoked} revoked as in {path}, {known} there already.");
        }));
        return command;
    }

    private static JsonElement? ReadPolicy(FileInfo? file)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"the policy cannot be read: {exception.Message}", exception);
        }
    }

    private static Option<FileInfo?> PolicyOption(string description) => new("--policy") { Description = description };

    private static int Run(ParseResult parsed, Action<KeyStore> action) => Run(parsed, (store, _) => action(store));

    private static int Run(ParseResult parsed, Action<KeyStore, GatewayOptions> action)
    {
        try
        {
            var errors = new List<ConfigError>();
            if (FindOptions(parsed, errors) is not { } options)
            {
                foreach (var error in errors)
                {
                    Console.Error.WriteLine(error);
                }

                return ExitCodes.Failed;
            }

            action(KeyStores.Of(options, Environment.GetEnvironmentVariable, TimeProvider.System), options);
            return ExitCodes.Ok;
        }
        catch (Exception exception) when (exception is KeyStoreException or LedgerSchemaException)
        {
            Console.Error.WriteLine($"clearbar keys: {exception.Message}");
            return ExitCodes.Failed;
        }
    }

    /// <summary>
    /// What <c>serve</c> would use with the same options to find its keys. The rest of the configuration need not be valid for that; without
    /// one the data directory knows which store its gateway last used.
    /// </summary>
    private static GatewayOptions? FindOptions(ParseResult parsed, List<ConfigError> errors)
    {
        var data = parsed.GetValue(Data) ?? new GatewayOptions().DataDirectory;
        if (GatewayConfiguration.PathOf(parsed.GetValue(Config)) is not { } path)
        {
            return new GatewayOptions { DataDirectory = data, LedgerStore = LedgerStores.Noted(new LedgerLayout(data)) };
        }

        if (!File.Exists(path))
        {
            errors.Add(new ConfigError("--config", $"'{path}' does not exist"));
            return null;
        }

        var options = ConfigurationReader.Read(File.ReadAllText(path), Path.GetDirectoryName(path)!, []);
        return options with { DataDirectory = parsed.GetValue(Data) ?? options.DataDirectory };
    }

    private static Argument<string> IdArgument(string description) => new("id") { Description = description };

    private static bool AsJson(ParseResult parsed) => parsed.GetValue(Format) == "json";

    private static Option<string> FormatOption()
    {
        var format = new Option<string>("--format") { Description = "table or json", DefaultValueFactory = static _ => "table", Recursive = true };
        format.AcceptOnlyFromAmong("table", "json");
        return format;
    }
}
