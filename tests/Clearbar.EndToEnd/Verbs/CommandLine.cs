using System.Diagnostics;

namespace Clearbar.EndToEnd.Verbs;

/// <summary>The executable run to its end, as a user runs it.</summary>
public static class CommandLine
{
    public static Task<(int ExitCode, string Output, string Talk)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public static async Task<(int ExitCode, string Output, string Talk)> RunAsync(
        (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Clearbar.Cli.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var talk = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await talk);
    }
}
