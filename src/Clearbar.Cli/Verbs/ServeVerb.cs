using System.CommandLine;
using Clearbar.Configuration;
using Clearbar.Configuration.Postgres;
using Clearbar.Dashboard;
using Clearbar.Hosting;
using Clearbar.Hosting.Listening;
using Clearbar.Ledger;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar serve</c>: the gateway and the dashboard.</summary>
public static class ServeVerb
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "Configuration file (default: clearbar.json here, if it exists)" };
        var urls = new Option<string[]>("--urls") { Description = "Addresses to listen on (default: http://127.0.0.1:8484)", AllowMultipleArgumentsPerToken = true };
        var data = new Option<string?>("--data") { Description = "Directory of the ledger (default: .clearbar)" };
        var emulate = new Option<bool>("--emulate") { Description = "Use the embedded emulator even if credentials are there; no model is called, nothing is spent" };
        var timeScale = new Option<double>("--time-scale") { Description = "Pace of the emulator: 1 real, 0 as fast as possible", DefaultValueFactory = static _ => 1 };
        var answers = new Option<FileInfo?>("--answers") { Description = "Answer sheet for the emulator (JSONL)" };
        var command = new Command("serve", """
            Run the gateway and the dashboard.

            Examples:
              clearbar serve --emulate
              ANTHROPIC_API_KEY=… clearbar serve --config clearbar.json --data /var/lib/clearbar
            """)
        {
            config, urls, data, emulate, timeScale, answers,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(config),
            options => Override(options, parsed.GetValue(urls), parsed.GetValue(data), parsed.GetValue(emulate)),
            () => new EmulatorOptions
            {
                TimeScale = parsed.GetValue(timeScale),
                AnswerSheet = parsed.GetValue(answers) is { } sheet ? AnswerSheet.Load(sheet.FullName) : null,
            },
            cancellation));
        return command;
    }

    private static GatewayOptions Override(GatewayOptions options, string[]? urls, string? data, bool emulate) => options with
    {
        Urls = urls is { Length: > 0 } ? Array.ConvertAll(urls, ListenAddress.Parse) : options.Urls,
        DataDirectory = data ?? options.DataDirectory,
        Deployments = emulate || options.Deployments.Count == 0 ? GatewayConfiguration.DefaultDeployments(emulate, Environment.GetEnvironmentVariable) : options.Deployments,
    };

    private static async Task<int> RunAsync(
        FileInfo? config, Func<GatewayOptions, GatewayOptions> overrides, Func<EmulatorOptions> emulator, CancellationToken cancellation)
    {
        try
        {
            var errors = new List<ConfigError>();
            SharedConfiguration? shared = null;
            if (GatewayConfiguration.Load(config, overrides, errors, ref shared) is not { } snapshot)
            {
                foreach (var error in errors)
                {
                    Console.Error.WriteLine(error);
                }

                return ExitCodes.Failed;
            }

            await using var host = await GatewayHost.StartAsync(
                new GatewayHostOptions
                {
                    Snapshot = snapshot,
                    Emulator = emulator(),
                    LogToConsole = true,
                    ConfigureServices = static services =>
                    {
                        DashboardHosting.AddServices(services);
                        services.AddSingleton<IDashboardSource, GatewayDashboardSource>();
                    },
                    ConfigureApp = DashboardHosting.Map,
                    Reload = GatewayConfiguration.PathOf(config) is { } path
                        ? new ReloadableConfiguration(path, found => GatewayConfiguration.Load(config, overrides, found, ref shared), shared)
                        : null,
                },
                cancellation);
            Announce(host, snapshot);
            await host.WaitForShutdownAsync(cancellation);
            Console.Error.WriteLine("Stopping: open requests finish, the ledger drains.");
            return ExitCodes.Ok;
        }
        catch (Exception exception) when (exception is HostingException or IOException or FormatException
            or LedgerUnavailableException or LedgerInUseException or LedgerSchemaException)
        {
            Console.Error.WriteLine($"clearbar serve: {exception.Message}");
            return ExitCodes.CannotStart;
        }
    }

    private static string Describe(Deployment deployment) => deployment.Surface switch
    {
        Surface.Bedrock =>
            $"{deployment.Name}: Bedrock in {deployment.Region}, {(deployment.Scope == Scope.Geo ? deployment.Geo : deployment.Scope.ToString().ToLowerInvariant())} endpoints, "
            + AwsIdentityOf(deployment),
        Surface.BedrockMantle => $"{deployment.Name}: Bedrock mantle in {deployment.Region}, {AwsIdentityOf(deployment)}",
        Surface.ClaudePlatformAws => $"{deployment.Name}: Claude Platform on AWS in {deployment.Region}, {AwsIdentityOf(deployment)}",
        Surface.OpenAiCompatible => $"{deployment.Name}: {deployment.Address} ({string.Join(", ", deployment.LocalModels.Select(static local => local.Model.Id))})",
        Surface.Emulator => $"{deployment.Name}: emulator",
        _ => $"{deployment.Name}: {deployment.Address}",
    };

    private static string AwsIdentityOf(Deployment deployment) => Environment.GetEnvironmentVariable(deployment.KeyVariable!) is { Length: > 0 }
        ? $"API key from {deployment.KeyVariable}"
        : $"credentials from {(deployment.Profile is { } profile ? $"profile {profile}" : "the AWS chain")}{(deployment.RoleArn is { } role ? $" assuming {role}" : "")}";

    private static void Announce(GatewayHost host, GatewaySnapshot snapshot)
    {
        Console.Error.WriteLine($"Clearbar listens on {host.Address} (dashboard at the same address)");
        Console.Error.WriteLine($"  Anthropic SDKs:  ANTHROPIC_BASE_URL={host.Address.GetLeftPart(UriPartial.Authority)}");
        Console.Error.WriteLine($"  AWS SDKs:        AWS_ENDPOINT_URL_BEDROCK_RUNTIME={host.Address.GetLeftPart(UriPartial.Authority)}");
        Console.Error.WriteLine($"  OpenAI SDKs:     OPENAI_BASE_URL={host.Address.GetLeftPart(UriPartial.Authority)}/v1");
        foreach (var deployment in snapshot.Options.Deployments)
        {
            Console.Error.WriteLine($"  Upstream:        {Describe(deployment)}");
        }

        Console.Error.WriteLine($"  Ledger:          {Path.GetFullPath(snapshot.Options.DataDirectory)}");
        if (snapshot.Options.Deployments.Any(deployment => deployment.Surface == Surface.Emulator))
        {
            Console.Error.WriteLine("""
              --------------------------------------------------------------------------------------------
                EMULATOR: no model is called and nothing is spent. Its answers are made up, and the costs
                shown are what the same tokens would have cost. Responses carry x-clearbar-emulated: true.
                Set ANTHROPIC_API_KEY, AWS credentials and AWS_REGION, or 'deployments' for the real one.
              --------------------------------------------------------------------------------------------
            """);
        }
    }
}
