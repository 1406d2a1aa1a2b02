using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Clearbar.EndToEnd.BadInput;

/// <summary>One HTTP/1.1 connection on which a test writes its own bytes; it stays the same connection for as long as the gateway keeps it.</summary>
public sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> _unread = [];

    public static async Task<RawClient> ConnectAsync(Uri gateway)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(gateway.Host, gateway.Port, TestContext.Current.CancellationToken);
        return client;
    }

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Nothing more will be sent; answers can still be read.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads one response: head up to the blank line, then what its content-length says, or its chunks.</summary>
    public async Task<RawResponse> ReadAsync()
    {
        var head = Encoding.ASCII.GetString(await TakeThroughAsync("\r\n\r\n"u8.ToArray()));
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = headers.ContainsKey("transfer-encoding")
            ? await TakeChunksAsync()
            : await TakeAsync(int.Parse(headers["content-length"], CultureInfo.InvariantCulture));
        return new RawResponse(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, Encoding.UTF8.GetString(body));
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> TakeChunksAsync()
    {
        var body = new List<byte>();
        while (true)
        {
            var size = Encoding.ASCII.GetString(await TakeThroughAsync("\r\n"u8.ToArray()));
            var chunk = await TakeAsync(int.Parse(size.TrimEnd(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            await TakeThroughAsync("\r\n"u8.ToArray());
            if (chunk.Length == 0)
            {
                return [.. body];
            }

            body.AddRange(chunk);
        }
    }

    private async Task<byte[]> TakeThroughAsync(byte[] mark)
    {
        int index;
        while ((index = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread).IndexOf(mark)) < 0)
        {
            await FillAsync();
        }

        return Take(index + mark.Length);
    }

    private async Task<byte[]> TakeAsync(int count)
    {
        while (_unread.Count < count)
        {
            await FillAsync();
        }

        return Take(count);
    }

    private byte[] Take(int count)
    {
        var taken = _unread[..count].ToArray();
        _unread.RemoveRange(0, count);
        return taken;
    }

    private async Task FillAsync()
    {
        var buffer = new byte[8192];
        var read = await ReceiveAsync(buffer);
        if (read == 0)
        {
            throw new IOException("the gateway closed the connection");
        }

        _unread.AddRange(buffer[..read]);
    }

    /// <summary>A server that closes while bytes of ours lie unread resets the connection: that is a close as well.</summary>
    private async Task<int> ReceiveAsync(byte[] buffer)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            throw new IOException("the gateway closed the connection", exception);
        }
    }
}
