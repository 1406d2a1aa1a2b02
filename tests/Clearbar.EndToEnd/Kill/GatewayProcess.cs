using System.Diagnostics;
using System.Text;

namespace Clearbar.EndToEnd.Kill;

/// <summary><c>clearbar serve</c> as a real process of its own, on a free port; it can be killed.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private const string Listens = "Clearbar listens on ";

    private readonly Process _process;
    private readonly StringBuilder _talk;
    private readonly Task _talking;

    private GatewayProcess(Process process, Uri address, StringBuilder talk, Task talking)
    {
        _process = process;
        _talk = talk;
        _talking = talking;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>What it said on stderr so far.</summary>
    public string Talk
    {
        get
        {
            lock (_talk)
            {
                return _talk.ToString();
            }
        }
    }

    public static async Task<GatewayProcess> StartAsync(
        string configPath, string dataDirectory, params (string Name, string Value)[] environment)
    {
        var cli = Path.Combine(AppContext.BaseDirectory, "Clearbar.Cli.dll");
        Assert.True(File.Exists(cli), $"{cli} is not there");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[cli, "serve", "--config", configPath, "--urls", "http://127.0.0.1:0", "--data", dataDirectory])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var talk = new StringBuilder();
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var talking = Task.WhenAll(ListenAsync(process.StandardError, talk, address), ListenAsync(process.StandardOutput, talk, address));
        var started = await Task.WhenAny(address.Task, talking);
        if (started != address.Task)
        {
            process.Dispose();
            Assert.Fail($"the gateway did not start: {talk}");
        }

        return new GatewayProcess(process, await address.Task, talk, talking);
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary><c>kill -TERM</c>; returns at once.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end of the process and returns its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _talking;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _talking;
        _process.Dispose();
    }

    private static async Task ListenAsync(StreamReader reader, StringBuilder talk, TaskCompletionSource<Uri> address)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (talk)
            {
                talk.AppendLine(line);
            }

            if (line.StartsWith(Listens, StringComparison.Ordinal))
            {
                address.TrySetResult(new Uri(line[Listens.Length..]));
            }
        }
    }
}
