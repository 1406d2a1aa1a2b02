using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Clearbar.Hosting.Listening;

/// <summary>What Kestrel holds for one protocol of a <see cref="SharedPort"/>.</summary>
internal sealed class SharedPortSide(SharedPortEndPoint endPoint, SharedPortListener listener) : IConnectionListener
{
    // HTTP/1.1 shows the real address; HTTP/2 keeps its private one.
    public EndPoint EndPoint => endPoint.IsHttp2 ? endPoint : listener.EndPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        listener.AcceptAsync(endPoint.IsHttp2, cancellationToken);

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => new(listener.UnbindAsync());

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
