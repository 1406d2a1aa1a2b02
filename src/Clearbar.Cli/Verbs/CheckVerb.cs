using System.CommandLine;
using Clearbar.Configuration;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar check</c>: validates the configuration offline, with the code that <c>serve</c> uses.</summary>
public static class CheckVerb
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "Configuration file (default: clearbar.json here)" };
        var command = new Command("check", "Validate the configuration offline; every error is reported with its key") { config };
        command.SetAction(parsed =>
        {
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

            Console.WriteLine($"ok: {snapshot.Options.Deployments.Count} deployments, {snapshot.Options.Classes.Count} classes, {snapshot.Options.Keys.Count} keys, prices {snapshot.Prices.Version}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
