using System.Diagnostics;
using System.Text;

namespace Clearbar.Torture;

/// <summary>A Clearbar verb as a real process of its own (<c>serve</c> or <c>emulate</c>); it can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _talk = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _marker;
    private readonly Task _talking;

    private ServerProcess(Process process, string marker)
    {
        _process = process;
        _marker = marker;
        _talking = Task.WhenAll(ListenAsync(process.StandardError), ListenAsync(process.StandardOutput));
    }

    public int Id => _process.Id;

    /// <summary>What it said so far.</summary>
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

    /// <param name="marker">The words before the address in the line that says where it listens.</param>
    /// <param name="limitBlocks">Largest file it may write, in blocks of 512 bytes (POSIX <c>ulimit -f</c>); null for no limit.</param>
    public static ServerProcess Start(
        string marker, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, int? limitBlocks = null)
    {
        // The signal that comes with the limit would end the process; ignored, the write fails with EFBIG as on a full disk it does with ENOSPC.
        string[] command = limitBlocks is null
            ? ["dotnet"]
            : ["/bin/sh", "-c", FormattableString.Invariant($"trap '' XFSZ; ulimit -f {limitBlocks}; exec \"$@\""), "sh", "dotnet"];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[.. command[1..], Path.Combine(AppContext.BaseDirectory, "Clearbar.Cli.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        if (limitBlocks is not null)
        {
            // The runtime's own double-mapped code heap is a file of 2 GB, which the limit would forbid.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start)!, marker);
    }

    /// <summary>Where it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public async Task<Uri> ListensAsync() =>
        await Task.WhenAny(_address.Task, _talking) == _address.Task
            ? await _address.Task
            : throw new InvalidOperationException($"the process ended before it listened; it said:\n{Talk}");

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary><c>kill -TERM</c>, then waits; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", FormattableString.Invariant($"{_process.Id}")]);
        await kill.WaitForExitAsync();
        return await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        await _talking;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _talking;
        _process.Dispose();
    }

    private async Task ListenAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_talk)
            {
                _talk.AppendLine(line);
            }

            if (line.IndexOf(_marker, StringComparison.Ordinal) is var at and >= 0)
            {
                _address.TrySetResult(new Uri(line[(at + _marker.Length)..].Trim().Split(' ')[0]));
            }
        }
    }
}
