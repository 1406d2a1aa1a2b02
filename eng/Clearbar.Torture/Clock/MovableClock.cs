using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Clearbar.Torture.Clock;

/// <summary>
/// The wall clock of one gateway process, movable while it runs: a small C library, compiled here and loaded before the C library
/// (<c>LD_PRELOAD</c>), adds the seconds this object writes into a shared page.
/// </summary>
internal sealed class MovableClock : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _page;

    private MovableClock(string library, string path)
    {
        File.WriteAllBytes(path, new byte[sizeof(long)]);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, sizeof(long));
        _page = _file.CreateViewAccessor();
        Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["CLEARBAR_TORTURE_CLOCK"] = path };
    }

    /// <summary>What the process must find in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Null where it cannot be done: not Linux, or no C compiler named <c>cc</c>.</summary>
    public static MovableClock? TryCreate(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var library = Path.Combine(directory, "clock.so");
        string[] arguments = ["-c", "command -v cc >/dev/null && exec cc -shared -fPIC -O1 -o \"$1\" \"$2\"", "sh", library,
            Path.Combine(AppContext.BaseDirectory, "Clock", "clock.c")];
        using var compiler = Process.Start("/bin/sh", arguments);
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? new MovableClock(library, Path.Combine(directory, "clock.offset")) : null;
    }

    public void Set(TimeSpan offset) => _page.Write(0, (long)offset.TotalSeconds);

    public void Dispose()
    {
        _page.Dispose();
        _file.Dispose();
    }
}
