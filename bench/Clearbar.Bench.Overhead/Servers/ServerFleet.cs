namespace Clearbar.Bench.Overhead.Servers;

/// <summary>All servers of one run and the temporary directory they live in. The upstream is started first and stopped last.</summary>
internal sealed class ServerFleet : IDisposable
{
    /// <summary>Load generator and upstream share this core; the server in the middle has <see cref="MiddleCore"/> to itself.</summary>
    public const int OuterCore = 0;

    public const int MiddleCore = 1;

    private readonly List<ServerProcess> _all = [];
    private readonly string _directory;

    private ServerFleet(string directory) => _directory = directory;

    public ServerProcess Upstream { get; private set; } = null!;

    public ServerProcess Passthrough { get; private set; } = null!;

    /// <summary>Null where nginx is not installed.</summary>
    public ServerProcess? Nginx { get; private set; }

    /// <summary>In the order of their setups.</summary>
    public IReadOnlyList<GatewayServer> Gateways { get; private set; } = [];

    /// <summary>Starts everything.</summary>
    /// <param name="gatewayAssembly">Path of <c>Clearbar.Cli.dll</c>.</param>
    /// <param name="pinned">Bind the servers to cores.</param>
    /// <param name="setups">The gateways to start.</param>
    /// <param name="streamPaceMs">See <see cref="UpstreamServer"/>; 0 for streams that are written at once.</param>
    public static ServerFleet Start(string gatewayAssembly, bool pinned, IReadOnlyList<GatewaySetup> setups, int streamPaceMs = 0)
    {
        var fleet = new ServerFleet(Directory.CreateTempSubdirectory("clearbar-overhead-").FullName);
        try
        {
            fleet.StartAll(gatewayAssembly, pinned ? OuterCore : null, pinned ? MiddleCore : null, setups, streamPaceMs);
            return fleet;
        }
        catch
        {
            fleet.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        for (var i = _all.Count - 1; i >= 0; i--)
        {
            _all[i].Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private void StartAll(string gatewayAssembly, int? outer, int? middle, IReadOnlyList<GatewaySetup> setups, int streamPaceMs)
    {
        var self = typeof(ServerFleet).Assembly.Location;
        var port = ServerProcess.FreePort();
        Upstream = Add(ServerProcess.Start(
            "upstream", port, _directory, outer, ServerProcess.Dotnet, [self, "upstream", "--port", $"{port}", "--pace-ms", $"{streamPaceMs}"]));

        port = ServerProcess.FreePort();
        var upstream = $"http://127.0.0.1:{Upstream.Port}";
        Passthrough = Add(ServerProcess.Start(
            "passthrough", port, _directory, middle, ServerProcess.Dotnet, [self, "passthrough", "--port", $"{port}", "--upstream", upstream]));

        var gateways = new List<GatewayServer>(setups.Count);
        foreach (var setup in setups)
        {
            var gateway = GatewayServer.Start(setup, _directory, gatewayAssembly, upstream, middle);
            Add(gateway.Process);
            gateways.Add(gateway);
        }

        Gateways = gateways;
        Nginx = NginxServer.Start(_directory, Upstream.Port, middle);
        if (Nginx is { } nginx)
        {
            Add(nginx);
        }
    }

    private ServerProcess Add(ServerProcess server)
    {
        _all.Add(server);
        return server;
    }
}
