using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.EndToEnd.Kill;
using Clearbar.EndToEnd.Verbs;
using Clearbar.Keys;
using Clearbar.Ledger.Postgres;
using Clearbar.Tests.Ledger;

namespace Clearbar.EndToEnd.Replicas;

/// <summary>Real gateway processes, each with a data directory of its own, on one PostgreSQL store.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const string Variable = "CLEARBAR_TEST_SHARED_STORE";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _schema = $"r_{Guid.NewGuid():N}";
    private readonly string? _ownServer;
    private readonly string _server;
    private readonly GatewayProcess?[] _replicas;
    private readonly string _config;

    private Fleet(int replicas, JsonObject config, string? server)
    {
        _ownServer = server;
        _server = server ?? PostgresServer.ConnectionString;
        _replicas = new GatewayProcess?[replicas];
        config["ledger"] = new JsonObject { ["store"] = "postgres", ["connectionFrom"] = Variable };
        _config = Path.Combine(_directory.Root, "clearbar.json");
        File.WriteAllText(_config, config.ToJsonString());
    }

    /// <summary>The store; its tables are there when the first replica has started.</summary>
    public PostgresAddress Address => PostgresServer.AddressOf(_schema, _server);

    public int Count => _replicas.Length;

    public (string Name, string Value)[] Environment =>
        [(Variable, $"{_server};Search Path={_schema}"), (MasterKey.Variable, new string('7', 64))];

    /// <param name="replicas">How many.</param>
    /// <param name="config">What stands in their own file.</param>
    /// <param name="server">A server that the test stops and starts; null: the one tests share.</param>
    /// <param name="shared">What is pushed before they start; null: all stands in their own file.</param>
    public static async Task<Fleet> StartAsync(int replicas, JsonObject config, string? server = null, JsonObject? shared = null)
    {
        if (shared is not null)
        {
            config["configuration"] = "postgres";
        }

        var fleet = new Fleet(replicas, config, server);
        if (shared is not null)
        {
            await fleet.PushAsync(shared);
        }

        await Task.WhenAll(Enumerable.Range(0, replicas).Select(fleet.StartAsync));
        return fleet;
    }

    /// <summary>The replica; null while it is dead.</summary>
    public GatewayProcess? At(int replica) => Volatile.Read(ref _replicas[replica]);

    public string DataOf(int replica) => Path.Combine(_directory.Root, $"replica-{replica}");

    public async Task StartAsync(int replica) =>
        Volatile.Write(ref _replicas[replica], await GatewayProcess.StartAsync(_config, DataOf(replica), Environment));

    /// <summary>A verb that finds the database as the replicas do; fails the test when it fails.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, talk) = await CommandLine.RunAsync(Environment, [.. arguments, "--config", _config]);
        Assert.True(code == 0, talk);
        return output;
    }

    /// <summary><c>clearbar config push</c>.</summary>
    public async Task PushAsync(JsonObject shared)
    {
        var path = Path.Combine(_directory.Root, "shared.json");
        await File.WriteAllTextAsync(path, shared.ToJsonString(), TestContext.Current.CancellationToken);
        await RunAsync("config", "push", path);
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync(int replica)
    {
        var process = Interlocked.Exchange(ref _replicas[replica], null)!;
        await process.KillAsync();
        await process.DisposeAsync();
    }

    /// <summary>SIGTERM to all: each settles and drains what it has.</summary>
    public async Task StopAsync()
    {
        foreach (var replica in Enumerable.Range(0, Count))
        {
            if (Interlocked.Exchange(ref _replicas[replica], null) is { } process)
            {
                await process.TerminateAsync();
                Assert.Equal(0, await process.ExitAsync());
                await process.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _replicas)
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        if (_ownServer is null)
        {
            using var connection = Address.Connect();
            using var command = connection.CreateCommand();
            command.CommandText = $"DROP SCHEMA IF EXISTS {_schema} CASCADE";
            command.ExecuteNonQuery();
        }

        _directory.Dispose();
    }
}
