using System.Diagnostics;
using System.Globalization;

namespace Clearbar.Torture.Disks;

/// <summary>A small file system in memory, mounted on a directory, that can be filled until writing fails with ENOSPC.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _directory;

    private SmallDisk(string directory) => _directory = directory;

    private string Ballast => Path.Combine(_directory, "ballast");

    /// <summary>Null where it may not be done: not root, or not Linux.</summary>
    public static SmallDisk? TryMount(string directory, int megabytes)
    {
        Directory.CreateDirectory(directory);
        var size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m");
        return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", directory) ? new SmallDisk(directory) : null;
    }

    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full: what was wanted.
        }
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose() => Run("umount", _directory);

    private static bool Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" 2>/dev/null", "sh", program, .. arguments]) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
