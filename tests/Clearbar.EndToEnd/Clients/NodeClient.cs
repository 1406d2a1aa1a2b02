using System.Diagnostics;
using System.Text.Json;

namespace Clearbar.EndToEnd.Clients;

/// <summary>Runs one of the scripts in <c>tests/clients</c> against a server and reads its lines.</summary>
internal static class NodeClient
{
    /// <summary>Longest run of one script; each scenario has its own, shorter limit.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Why the scripts cannot run on this machine; null when they can. <c>./test</c> sets everything up.</summary>
    public static string? Missing { get; } = FindMissing();

    public static async Task<IReadOnlyDictionary<string, ScenarioResult>> RunAsync(
        string script, Uri server, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        var start = new ProcessStartInfo("node", [script, server.ToString()])
        {
            WorkingDirectory = Folder(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var talk = process.StandardError.ReadToEndAsync(limited.Token);
            var results = new Dictionary<string, ScenarioResult>(StringComparer.Ordinal);
            while (await process.StandardOutput.ReadLineAsync(limited.Token) is { } line)
            {
                var result = JsonSerializer.Deserialize<ScenarioResult>(line)!;
                results.Add(result.Name, result);
            }

            await process.WaitForExitAsync(limited.Token);
            return process.ExitCode == 0
                ? results
                : throw new InvalidOperationException($"{script} ended with code {process.ExitCode}: {await talk}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string? FindMissing()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")));
        if (!onPath)
        {
            return "Node.js is not installed; ./test installs it where it can";
        }

        return Directory.Exists(Path.Combine(Folder(), "node_modules")) ? null : "run npm ci in tests/clients, or ./test, which does";
    }

    /// <summary>The root of the project this test executable was built from.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clearbar.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Clearbar.slnx is not above the test executable.");
    }

    private static string Folder() => Path.Combine(Root(), "tests", "clients");
}
