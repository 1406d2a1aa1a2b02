using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>One server as a process of its own, so that its CPU time and memory are its own. Disposing it stops it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _talk = [];

    /// <summary>By thread: the runtime ends the compiling thread when it is idle and starts another one later.</summary>
    private readonly Dictionary<int, TimeSpan> _compiling = [];

    private ServerProcess(string name, int port, Process process)
    {
        Name = name;
        Port = port;
        _process = process;
    }

    /// <summary>The host this program itself runs on, so that all .NET servers run on the same runtime.</summary>
    public static string Dotnet =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public string Name { get; }

    public int Port { get; }

    /// <summary>
    /// CPU time used since its start, steps of 10 ms on Linux; without the thread that compiles hot methods, which has nothing left to do once a
    /// server has run for a while.
    /// </summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            foreach (ProcessThread thread in _process.Threads)
            {
                using (thread)
                {
                    NoteCompiling(thread.Id);
                }
            }

            return _process.TotalProcessorTime - new TimeSpan(_compiling.Values.Sum(static time => time.Ticks));
        }
    }

    /// <summary>Most memory it ever had, in bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Memory it has now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a server and waits until its port takes connections.</summary>
    /// <param name="directory">Directory it works in.</param>
    /// <param name="core">Core it is bound to; null for any.</param>
    /// <exception cref="BenchException">It did not start; the message holds what it said.</exception>
    public static ServerProcess Start(
        string name,
        int port,
        string directory,
        int? core,
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(core is null ? program : "taskset") 
        {
            UseShellExecute = false,
            WorkingDirectory = directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (core is { } number)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"{number}");
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new BenchException($"{name} could not be started: {program}");
        var server = new ServerProcess(name, port, process);
        process.OutputDataReceived += server.Keep;
        process.ErrorDataReceived += server.Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            server.WaitForPort();
        }
        catch
        {
            server.Dispose();
            throw;
        }

        return server;
    }

    /// <summary>A port that is free now; the server that gets it binds it a moment later.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks it to stop as an operator would (SIGTERM), and waits until it has.</summary>
    /// <exception cref="BenchException">It did not stop in time.</exception>
    public void Stop()
    {
        if (_process.HasExited)
        {
            throw new BenchException($"{Name} ended by itself with code {_process.ExitCode}. {Talk()}");
        }

        if (kill(_process.Id, SigTerm) != 0 || !_process.WaitForExit(Patience))
        {
            throw new BenchException($"{Name} did not stop within {Patience.TotalSeconds} s of SIGTERM. {Talk()}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>Keeps the CPU time of the thread if it is .NET's compiler of hot methods; nothing where threads cannot be told apart.</summary>
    private void NoteCompiling(int thread)
    {
        // proc(5), /proc/pid/task/tid/schedstat: nanoseconds on a core, first of three numbers.
        var task = $"/proc/{_process.Id}/task/{thread}";
        try
        {
            if (File.ReadAllText(task + "/comm").StartsWith(".NET Tiered", StringComparison.Ordinal))
            {
                _compiling[thread] = TimeSpan.FromTicks(long.Parse(File.ReadAllText(task + "/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 100);
            }
        }
        catch (IOException)
        {
            // The thread has ended meanwhile, or there is no /proc.
        }
    }

    private void WaitForPort()
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            if (_process.WaitForExit(TimeSpan.FromMilliseconds(50)))
            {
                throw new BenchException($"{Name} ended with code {_process.ExitCode} instead of listening. {Talk()}");
            }

            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                // Not listening yet: that it never does is found by the loop's end.
            }
        }

        throw new BenchException($"{Name} did not listen on port {Port} within {Patience.TotalSeconds} s. {Talk()}");
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            lock (_talk)
            {
                _talk.Add(text);
            }
        }
    }

    private string Talk()
    {
        lock (_talk)
        {
            return _talk.Count == 0 ? "It said nothing." : "It said:\n" + string.Join('\n', _talk.TakeLast(20));
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
