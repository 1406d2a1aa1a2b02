using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Clearbar.Hosting.Listening;

/// <summary>
/// A plaintext TCP port on which HTTP/1.1 and HTTP/2 with prior knowledge (RFC 9113 §3.3) are both spoken: AWS SDKs speak the latter over
/// <c>http://</c>, everyone else the former. One instance describes one port of one server.
/// </summary>
public sealed class SharedPort
{
    private readonly TaskCompletionSource<IPEndPoint> _bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SharedPort(IPEndPoint requested, TimeSpan firstBytesTimeout)
    {
        Requested = requested;
        FirstBytesTimeout = firstBytesTimeout;
    }

    /// <summary>What was asked for; port 0 lets the system choose.</summary>
    public IPEndPoint Requested { get; }

    /// <summary>How long a new connection may stay silent, or stop inside the HTTP/2 preface, before it is closed.</summary>
    public TimeSpan FirstBytesTimeout { get; }

    /// <summary>Address and port really bound; completes when the server has started.</summary>
    public Task<IPEndPoint> Bound => _bound.Task;

    /// <summary>The listener both protocols share; the transport creates it with the first of the two endpoints.</summary>
    internal SharedPortListener? Listener { get; private set; }

    [MemberNotNull(nameof(Listener))]
    internal void Open(SharedPortListener listener)
    {
        Listener = listener;
        _bound.TrySetResult((IPEndPoint)listener.EndPoint);
    }
}
