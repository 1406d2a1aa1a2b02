using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>
/// One HTTP/1.1 connection of the load generator, used by one thread: blocking system calls, no pool, no scheduler, so that what is timed is the
/// server and the loopback.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly ResponseBuffer _response = new(64 * 1024);

    public Connection(int port)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = 30_000,
            SendTimeout = 30_000,
        };
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>Body of the last answer, without its transfer coding; valid until the next request.</summary>
    public ReadOnlySpan<byte> Body => _response.Body;

    /// <summary>Sends a request and reads the whole answer. Times are stopwatch ticks.</summary>
    /// <exception cref="BenchException">The connection broke, or the answer is not a 200.</exception>
    public (long FirstByte, long LastByte) Exchange(ReadOnlySpan<byte> request)
    {
        _response.Reset();
        var sent = Stopwatch.GetTimestamp();
        try
        {
            for (var rest = request; !rest.IsEmpty;)
            {
                rest = rest[_socket.Send(rest)..];
            }

            var first = 0L;
            while (!_response.IsComplete)
            {
                var read = _socket.Receive(_response.Space().Span);
                if (read == 0)
                {
                    throw new BenchException("The server closed the connection before its answer was whole.");
                }

                _response.Added(read);
                if (first == 0 && _response.HasBody)
                {
                    first = Stopwatch.GetTimestamp();
                }
            }

            return (first - sent, Stopwatch.GetTimestamp() - sent);
        }
        catch (SocketException exception)
        {
            throw new BenchException($"The connection failed: {exception.Message}");
        }
    }

    public void Dispose() => _socket.Dispose();
}
