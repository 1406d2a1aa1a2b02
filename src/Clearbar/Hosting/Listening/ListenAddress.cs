using System.Net;

namespace Clearbar.Hosting.Listening;

/// <summary>Turns the address a user wrote into the one that is bound.</summary>
public static class ListenAddress
{
    /// <summary>Reads an address as a user writes it.</summary>
    /// <exception cref="HostingException">It is not an <c>http://</c> or <c>https://</c> address.</exception>
    public static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new HostingException($"'{text}' is not an http:// or https:// address such as http://127.0.0.1:8484");

    /// <summary>An address with an IP address or <c>localhost</c>; port 0 takes a free one.</summary>
    /// <exception cref="HostingException">It names another host: which of its addresses is meant would be a guess.</exception>
    public static IPEndPoint EndPointOf(Uri url)
    {
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return new IPEndPoint(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port);
        }

        return url.IsLoopback
            ? new IPEndPoint(IPAddress.Loopback, url.Port)
            : throw new HostingException($"'{url}' names a host; listen on an IP address such as 127.0.0.1 or 0.0.0.0");
    }
}
