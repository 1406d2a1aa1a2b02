using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clearbar.EndToEnd.Faults;

/// <summary>
/// An upstream below HTTP: takes one request per connection and answers it with the very bytes and the very end of connection a test asks for.
/// </summary>
public sealed class RawUpstream : IAsyncDisposable
{
    private TcpListener _listener;
    private Task _accepting;

    public RawUpstream()
    {
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>How the next requests are answered. Set it only while no request is in flight.</summary>
    public RawReply Reply { get; set; } = new(200, "text/plain", [], RawEnd.Proper);

    /// <summary>Ledger entry ids the requests carried, in order; only what stands in for the emulator is told them.</summary>
    public List<string> Entries { get; } = [];

    /// <summary>Requests that arrived whole.</summary>
    public int Requests { get; private set; }

    /// <summary>Nobody listens any more.</summary>
    public async Task CloseAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    /// <summary>Listens again, on the same port.</summary>
    public void Reopen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _listener.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(AnswerAsync(await listener.AcceptSocketAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // It was stopped while it waited for a connection, or between two of them.
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            if (!await TakeRequestAsync(socket))
            {
                return;
            }

            var reply = Reply;
            socket.NoDelay = true;
            foreach (var piece in reply.ToPieces())
            {
                await socket.SendAsync(piece);
            }

            if (reply.End == RawEnd.Stalled)
            {
                await GoneAsync(socket);
            }
            else if (reply.End == RawEnd.Reset)
            {
                // Closing with a linger of zero sends RST instead of FIN.
                socket.LingerState = new LingerOption(true, 0);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
    }

    private async Task<bool> TakeRequestAsync(Socket socket)
    {
        var request = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer);
            if (read == 0)
            {
                return false;
            }

            request.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var text = request.ToString();
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0 || text.Length - head - 4 < int.Parse(HeaderOf(text, "Content-Length")!, System.Globalization.CultureInfo.InvariantCulture))
            {
                continue;
            }

            if (HeaderOf(text, "x-clearbar-entry") is { } entry)
            {
                Entries.Add(entry);
            }

            Requests++;
            return true;
        }
    }

    /// <summary>Waits until the other side gives up; how it closes does not matter.</summary>
    private static async Task GoneAsync(Socket socket)
    {
        try
        {
            var buffer = new byte[256];
            while (await socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset is also an end.
        }
    }

    private static string? HeaderOf(string request, string name)
    {
        foreach (var line in request.Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim();
            }
        }

        return null;
    }
}
