using System.Net;

namespace Clearbar.Hosting.Listening;

/// <summary>One protocol's side of a <see cref="SharedPort"/>: what Kestrel is told to bind, and what it calls the result.</summary>
internal sealed class SharedPortEndPoint(SharedPort port, bool isHttp2) : EndPoint
{
    public SharedPort Port => port;

    public bool IsHttp2 => isHttp2;

    /// <summary>Appears in Kestrel's address list, so it is what an address there looks like: <c>127.0.0.1:8484</c>.</summary>
    public override string ToString() => (port.Listener?.EndPoint ?? port.Requested).ToString()!;
}
