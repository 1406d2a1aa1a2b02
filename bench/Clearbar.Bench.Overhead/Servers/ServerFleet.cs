using System.Text.Json.Nodes;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>All servers of one run and the temporary directory they live in. The upstream is started first and stopped last.</summary>
internal sealed class ServerFleet : IDisposable
{
    /// <summary>Load generator and upstream share this core; the server in the middle has <see cref="MiddleCore"/> to itself.</summary>
    public const int OuterCore = 0;

    public const int MiddleCore = 1;

    private readonly List<ServerProcess> _all = [];

    private ServerFleet(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>The gateway's data directory.</summary>
    public string DataDirectory => Path.Combine(Directory, "data");

    public ServerProcess Upstream { get; private set; } = null!;

    public ServerProcess Passthrough { get; private set; } = null!;

    /// <summary>Null where nginx is not installed.</summary>
    public ServerProcess? Nginx { get; private set; }

    public ServerProcess Gateway { get; private set; } = null!;

    /// <summary>Starts everything.</summary>
    /// <param name="gatewayAssembly">Path of <c>Clearbar.Cli.dll</c>.</param>
    /// <param name="pinned">Bind the servers to cores.</param>
    public static ServerFleet Start(string gatewayAssembly, bool pinned)
    {
        var fleet = new ServerFleet(System.IO.Directory.CreateTempSubdirectory("clearbar-overhead-").FullName);
        try
        {
            fleet.StartAll(gatewayAssembly, pinned ? OuterCore : null, pinned ? MiddleCore : null);
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

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private void StartAll(string gatewayAssembly, int? outer, int? middle)
    {
        var self = typeof(ServerFleet).Assembly.Location;
        var port = ServerProcess.FreePort();
        Upstream = Add(ServerProcess.Start("upstream", port, Directory, outer, Dotnet, [self, "upstream", "--port", $"{port}"]));

        port = ServerProcess.FreePort();
        var upstream = $"http://127.0.0.1:{Upstream.Port}";
        Passthrough = Add(ServerProcess.Start(
            "passthrough", port, Directory, middle, Dotnet, [self, "passthrough", "--port", $"{port}", "--upstream", upstream]));

        port = ServerProcess.FreePort();
        var configuration = Path.Combine(Directory, "clearbar.json");
        File.WriteAllText(configuration, GatewayConfiguration(port, upstream));
        Gateway = Add(ServerProcess.Start(
            "gateway", port, Directory, middle, Dotnet, [gatewayAssembly, "serve", "--config", configuration, "--data", DataDirectory],
            new Dictionary<string, string> { ["BENCH_KEY"] = "bench" }));

        if (NginxProgram() is { } nginx)
        {
            port = ServerProcess.FreePort();
            var file = Path.Combine(Directory, "nginx.conf");
            File.WriteAllText(file, NginxConfiguration(port, Upstream.Port));
            Nginx = Add(ServerProcess.Start("nginx", port, Directory, middle, nginx, ["-p", Directory, "-c", file, "-e", "stderr"]));
        }
    }

    private ServerProcess Add(ServerProcess server)
    {
        _all.Add(server);
        return server;
    }

    /// <summary>The host this program itself runs on, so that all .NET servers run on the same runtime.</summary>
    private static string Dotnet =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static string? NginxProgram()
    {
        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin"))
        {
            var program = Path.Combine(directory, "nginx");
            if (File.Exists(program))
            {
                return program;
            }
        }

        return null;
    }

    /// <summary>Ledger and fsync policy are the defaults: nothing is switched off to look fast.</summary>
    private static string GatewayConfiguration(int port, string upstream) => new JsonObject
    {
        ["urls"] = new JsonArray($"http://127.0.0.1:{port}"),
        ["deployments"] = new JsonArray(
            new JsonObject { ["name"] = "upstream", ["surface"] = "anthropic-api", ["url"] = upstream, ["keyFrom"] = "BENCH_KEY" },
            new JsonObject { ["name"] = "upstream-converse", ["surface"] = "emulator", ["url"] = upstream, ["standsInFor"] = "bedrock" }),
    }.ToJsonString();

    /// <summary>Connections kept alive on both sides, nothing buffered or logged, one process.</summary>
    private static string NginxConfiguration(int port, int upstreamPort) => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 1024; }
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            client_max_body_size 64m;
            client_body_buffer_size 2m;
            keepalive_requests 1000000000;
            tcp_nodelay on;
            upstream model {
                server 127.0.0.1:{{upstreamPort}};
                keepalive 64;
                keepalive_requests 1000000000;
            }
            server {
                listen 127.0.0.1:{{port}};
                location / {
                    proxy_pass http://model;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_buffering off;
                    proxy_request_buffering off;
                }
            }
        }
        """;
}
