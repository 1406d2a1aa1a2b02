using Clearbar.Configuration;
using Clearbar.Tiers;
using Clearbar.Upstreams;

namespace Clearbar.Cli.Verbs;

/// <summary>Finds, reads and compiles the configuration the way every verb does.</summary>
public static class GatewayConfiguration
{
    public const string DefaultFile = "clearbar.json";

    /// <summary>The configuration file in force; null when there is none and the defaults hold.</summary>
    public static string? PathOf(FileInfo? file) => file?.FullName ?? (File.Exists(DefaultFile) ? Path.GetFullPath(DefaultFile) : null);

    /// <summary>
    /// Reads the file (or, without one, the defaults), applies what the command line overrides, and compiles. Null with all errors collected when
    /// anything is wrong.
    /// </summary>
    /// <param name="file">Null: <c>clearbar.json</c> in the working directory if it exists.</param>
    public static GatewaySnapshot? Load(FileInfo? file, Func<GatewayOptions, GatewayOptions> overrides, List<ConfigError> errors)
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

        options = overrides(options);
        return errors.Count > 0 ? null : SnapshotCompiler.Compile(options, errors);
    }

    /// <summary>The deployments when the configuration names none: the Anthropic API if its key is in the environment, else the emulator.</summary>
    public static IReadOnlyList<Deployment> DefaultDeployments(bool emulate) =>
        !emulate && Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY") is { Length: > 0 }
            ?
            [
                new Deployment
                {
                    Name = "anthropic",
                    Surface = Surface.AnthropicApi,
                    PricedAs = Surface.AnthropicApi,
                    Address = new Uri("https://api.anthropic.com"),
                    KeyVariable = "ANTHROPIC_API_KEY",
                },
            ]
            : [new Deployment { Name = "emulator", Surface = Surface.Emulator, PricedAs = Surface.Bedrock, Scope = Scope.Global }];
}
