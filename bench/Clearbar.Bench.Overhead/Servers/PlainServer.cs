using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>Kestrel with one handler and nothing else: no routing, no logging, no configuration files, no limits that the gateway does not have.</summary>
internal static class PlainServer
{
    public static async Task RunAsync(int port, RequestDelegate handler, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        await using var app = builder.Build();
        app.Run(handler);
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }
}
