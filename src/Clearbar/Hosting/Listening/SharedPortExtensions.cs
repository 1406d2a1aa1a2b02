using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clearbar.Hosting.Listening;

/// <summary>Adds a port that speaks HTTP/1.1 and HTTP/2 in plaintext to a web host.</summary>
public static class SharedPortExtensions
{
    /// <summary>
    /// Listens on one plaintext port for HTTP/1.1 and for HTTP/2 with prior knowledge. May be called for several ports.
    /// </summary>
    /// <param name="host">The web host.</param>
    /// <param name="endPoint">Address and port; port 0 lets the system choose, see <see cref="SharedPort.Bound"/>.</param>
    /// <param name="firstBytesTimeout">
    /// How long a new connection may be silent before it is closed; by default 130 s, which is what Kestrel grants an idle HTTP/1.1 connection.
    /// </param>
    /// <returns>The port, which knows its number once the server has started.</returns>
    public static SharedPort UseSharedPlaintextPort(this IWebHostBuilder host, IPEndPoint endPoint, TimeSpan? firstBytesTimeout = null)
    {
        var port = new SharedPort(endPoint, firstBytesTimeout ?? TimeSpan.FromSeconds(130));
        host.ConfigureServices(services =>
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, SharedPortListenerFactory>()));
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(new SharedPortEndPoint(port, isHttp2: false), listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(new SharedPortEndPoint(port, isHttp2: true), listen => listen.Protocols = HttpProtocols.Http2);
        });
        return port;
    }
}
