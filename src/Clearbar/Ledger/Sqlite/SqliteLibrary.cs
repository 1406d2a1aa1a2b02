using System.Runtime.InteropServices;
using SQLitePCL;

namespace Clearbar.Ledger.Sqlite;

/// <summary>
/// Chooses the native SQLite: the system's <c>libsqlite3.so.0</c> where it is at least as new as the one that comes with the package
/// (SQLitePCLRaw.bundle_e_sqlite3 2.0.6, SQLite of 2021), the package's otherwise. Must run before the first connection is made.
/// </summary>
public static class SqliteLibrary
{
    private const string BundledName = "e_sqlite3";
    private const string SystemName = "libsqlite3.so.0";

    private static readonly Lazy<string> Chosen = new(Choose, LazyThreadSafetyMode.ExecutionAndPublication);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();

    /// <summary>Loads the library on the first call; says which one it is, for example <c>system 3.40.1</c>.</summary>
    public static string Load() => Chosen.Value;

    private static string Choose()
    {
        var source = "bundled";
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad(SystemName, out var system) && IsAtLeastBundled(system))
        {
            // The handle stays open for the life of the process: the provider's entry points are bound to it.
            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly,
                (name, _, _) => name == BundledName ? system : IntPtr.Zero);
            source = "system";
        }

        Batteries_V2.Init();
        return $"{source} {raw.sqlite3_libversion().utf8_to_string()}";
    }

    private static bool IsAtLeastBundled(IntPtr system)
    {
        if (!TryReadVersion(system, out var systemVersion))
        {
            return false;
        }

        var assembly = typeof(SQLite3Provider_e_sqlite3).Assembly;
        var bundledLoads = NativeLibrary.TryLoad(BundledName, assembly, searchPath: null, out var bundled);
        return !bundledLoads || !TryReadVersion(bundled, out var bundledVersion) || systemVersion >= bundledVersion;
    }

    private static bool TryReadVersion(IntPtr library, out int version)
    {
        version = 0;
        if (!NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var address))
        {
            return false;
        }

        version = Marshal.GetDelegateForFunctionPointer<VersionNumber>(address)();
        return true;
    }
}
