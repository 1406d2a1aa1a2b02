using Clearbar.Configuration;
using Clearbar.Configuration.Postgres;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Upstreams.Bedrock;

namespace Clearbar.Cli.Verbs;

/// <summary>Finds, reads and compiles the configuration the way every verb does.</summary>
public static class GatewayConfiguration
{
    public const string DefaultFile = "clearbar.json";

    // Signs that AWS credentials are meant to be used; the SDK's chain then finds them (AWS SDKs reference guide, "Environment variables").
    private static readonly string[] AwsVariables =
    [
        "AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];

    /// <summary>The configuration file in force; null when there is none and the defaults hold.</summary>
    public static string? PathOf(FileInfo? file) => file?.FullName ?? (File.Exists(DefaultFile) ? Path.GetFullPath(DefaultFile) : null);

    /// <summary>
    /// Reads the file (or, without one, the defaults), applies what the command line overrides, and compiles. Null with all errors collected when
    /// anything is wrong.
    /// </summary>
    /// <param name="file">Null: <c>clearbar.json</c> in the working directory if it exists.</param>
    public static GatewaySnapshot? Load(FileInfo? file, Func<GatewayOptions, GatewayOptions> overrides, List<ConfigError> errors)
    {
        SharedConfiguration? shared = null;
        return Load(file, overrides, errors, ref shared);
    }

    /// <summary>As above; where the file says that the database has the rest, that is taken from <paramref name="shared"/>.</summary>
    /// <param name="shared">Null: the database is asked, and what it says put here.</param>
    public static GatewaySnapshot? Load(
        FileInfo? file, Func<GatewayOptions, GatewayOptions> overrides, List<ConfigError> errors, ref SharedConfiguration? shared)
    {
        var path = PathOf(file);
        var options = new GatewayOptions();
        if (path is not null)
        {
            if (!File.Exists(path))
            {
                errors.Add(new ConfigError("--config", $"'{path}' does not exist"));
                return null;
            }

            options = ConfigurationReader.Read(File.ReadAllText(path), Path.GetDirectoryName(path)!, errors);
        }

        if (!options.IsConfigurationShared || errors.Count > 0)
        {
            options = overrides(options);
            return errors.Count > 0 ? null : SnapshotCompiler.Compile(options, errors);
        }

        options = overrides(AddShared(options, overrides(options), errors, ref shared));
        var snapshot = errors.Count > 0 ? null : SnapshotCompiler.Compile(options, errors);
        if (snapshot is null && shared is not null)
        {
            errors.Add(new ConfigError(
                "configuration", $"is {shared.Name}: push one without these errors, or go back with 'clearbar config rollback'"));
        }

        return snapshot;
    }

    private static GatewayOptions AddShared(
        GatewayOptions own, GatewayOptions overridden, List<ConfigError> errors, ref SharedConfiguration? shared)
    {
        try
        {
            shared ??= SharedConfiguration.Open(overridden, Environment.GetEnvironmentVariable, TimeProvider.System);
            return ConfigurationHome.ReadShared(shared.Current.Text, own, errors);
        }
        catch (SharedConfigurationException exception)
        {
            errors.Add(new ConfigError("configuration", exception.Message));
            return own;
        }
    }

    /// <summary>
    /// The deployment when the configuration names none: the Anthropic API if its key is in the environment, else Bedrock if AWS credentials and
    /// a region are, else the emulator.
    /// </summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static IReadOnlyList<Deployment> DefaultDeployments(bool emulate, Func<string, string?> variable)
    {
        if (!emulate && Has("ANTHROPIC_API_KEY"))
        {
            return
            [
                new Deployment
                {
                    Name = "anthropic",
                    Surface = Surface.AnthropicApi,
                    PricedAs = Surface.AnthropicApi,
                    Address = new Uri("https://api.anthropic.com"),
                    KeyVariable = "ANTHROPIC_API_KEY",
                },
            ];
        }

        if (!emulate && Array.Exists(AwsVariables, Has) && (Has("AWS_REGION") ? variable("AWS_REGION") : variable("AWS_DEFAULT_REGION")) is { Length: > 0 } region)
        {
            return
            [
                new Deployment
                {
                    Name = "bedrock",
                    Surface = Surface.Bedrock,
                    PricedAs = Surface.Bedrock,
                    // GovCloud has no global profiles.
                    Scope = BedrockRegions.CanCall(region, Scope.Global, null) ? Scope.Global : Scope.InRegion,
                    Region = region,
                    Address = BedrockRegions.EndpointOf(region),
                    KeyVariable = "AWS_BEARER_TOKEN_BEDROCK",
                },
            ];
        }

        return [new Deployment { Name = "emulator", Surface = Surface.Emulator, PricedAs = Surface.Bedrock, Scope = Scope.Global }];

        bool Has(string name) => variable(name) is { Length: > 0 };
    }
}
