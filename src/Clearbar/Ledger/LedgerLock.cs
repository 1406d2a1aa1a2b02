using System.Globalization;

namespace Clearbar.Ledger;

/// <summary>
/// The right to write one data directory's ledger. The operating system gives it up when the process ends in any way, so a file left
/// behind by <c>kill -9</c> never locks anyone out.
/// </summary>
public sealed class LedgerLock : IDisposable
{
    private readonly FileStream _file;

    private LedgerLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="LedgerInUseException">Another process has it.</exception>
    public static LedgerLock Take(LedgerLayout layout)
    {
        Directory.CreateDirectory(layout.Root);
        FileStream file;
        try
        {
            file = new FileStream(layout.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new LedgerInUseException(
                $"The data directory {Path.GetFullPath(layout.Root)} is in use by another Clearbar process{Owner(layout)}. "
                + "Stop that one, or give this one a directory of its own with --data DIR.",
                e);
        }

        File.WriteAllText(layout.OwnerPath, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}"));
        return new LedgerLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(LedgerLayout layout)
    {
        try
        {
            return $" (process {File.ReadAllText(layout.OwnerPath).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
