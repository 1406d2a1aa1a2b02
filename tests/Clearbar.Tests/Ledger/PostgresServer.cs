using System.Diagnostics;
using Clearbar.Ledger.Postgres;
using Clearbar.Tests.Ledger;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Clearbar.Tests.Ledger;

/// <summary>
/// The server the tests share: the one <c>CLEARBAR_TEST_POSTGRES</c> names (./test sets it), or else a throw-away cluster that
/// <c>eng/postgres</c> starts for the first test that needs it and stops after the last.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    public const string Variable = "CLEARBAR_TEST_POSTGRES";

    private static readonly Lazy<PostgresServer> s_own = new(static () => new PostgresServer(Script("start")));
    private readonly string? _connectionString;

    /// <summary>The fixture itself: it only ends what tests have started.</summary>
    public PostgresServer()
    {
    }

    private PostgresServer(string connectionString) => _connectionString = connectionString;

    /// <summary>The shared server's connection string, without a schema.</summary>
    public static string ConnectionString =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : s_own.Value._connectionString!;

    public static PostgresAddress AddressOf(string schema, string? server = null) =>
        PostgresAddress.Parse($"{server ?? ConnectionString};Search Path={schema}");

    /// <summary>Runs <c>eng/postgres</c> and returns what it prints.</summary>
    public static string Script(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(Root(), "eng", "postgres"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException(
                $"eng/postgres {string.Join(' ', arguments)} failed: {error.GetAwaiter().GetResult()} Or name a server in {Variable}.");
    }

    public static string DirectoryOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Host!;

    public void Dispose()
    {
        if (s_own.IsValueCreated)
        {
            Script("stop", DirectoryOf(s_own.Value._connectionString!));
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clearbar.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Clearbar.slnx.");
        }

        return folder.FullName;
    }
}
