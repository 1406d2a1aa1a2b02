namespace Clearbar.Bench.Overhead.Servers;

/// <summary>nginx as a passthrough, where it is installed: connections kept alive on both sides, nothing buffered or logged, one process.</summary>
internal static class NginxServer
{
    /// <summary>Null where nginx is not installed.</summary>
    /// <param name="directory">Directory of the run.</param>
    public static ServerProcess? Start(string directory, int upstreamPort, int? core)
    {
        if (Program() is not { } nginx)
        {
            return null;
        }

        var port = ServerProcess.FreePort();
        var file = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(file, Configuration(port, upstreamPort));
        return ServerProcess.Start("nginx", port, directory, core, nginx, ["-p", directory, "-c", file, "-e", "stderr"]);
    }

    private static string? Program()
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

    private static string Configuration(int port, int upstreamPort) => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr crit;
        worker_rlimit_nofile 16384;
        events { worker_connections 8192; }
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
                listen 127.0.0.1:{{port}} backlog=4096;
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
