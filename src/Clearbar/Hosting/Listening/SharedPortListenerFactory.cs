using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearbar.Hosting.Listening;

/// <summary>
/// Transport for <see cref="SharedPortEndPoint"/>. Ordinary socket endpoints go to Kestrel's socket transport, which Kestrel does not register
/// itself once any other transport is there before it.
/// </summary>
internal sealed class SharedPortListenerFactory(
    IOptions<SocketTransportOptions> options,
    ILoggerFactory loggers,
    TimeProvider? time = null) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private readonly ILogger _logger = loggers.CreateLogger("Clearbar.Hosting.Listening");

    public bool CanBind(EndPoint endpoint) => endpoint is SharedPortEndPoint || _sockets.CanBind(endpoint);

    // Kestrel binds its endpoints one after the other, so the first of the two opens the socket and the second joins it.
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint is not SharedPortEndPoint side)
        {
            return await _sockets.BindAsync(endpoint, cancellationToken);
        }

        if (side.Port.Listener is null)
        {
            var socket = await _sockets.BindAsync(side.Port.Requested, cancellationToken);
            side.Port.Open(new SharedPortListener(socket, side.Port.FirstBytesTimeout, time ?? TimeProvider.System, _logger));
        }

        return new SharedPortSide(side, side.Port.Listener);
    }
}
