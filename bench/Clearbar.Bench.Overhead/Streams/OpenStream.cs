using System.Net;
using System.Net.Sockets;
using Clearbar.Bench.Overhead.Load;

namespace Clearbar.Bench.Overhead.Streams;

/// <summary>One of many streams open at once: a connection of its own, read as the bytes come.</summary>
internal sealed class OpenStream : IDisposable
{
    /// <summary>What a short streamed answer fits into; the load generator holds thousands.</summary>
    private const int Capacity = 4096;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ResponseBuffer _response = new(Capacity);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first byte of the body has come.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Sends the request and reads the answer to its end.</summary>
    /// <exception cref="BenchException">The connection broke, or the answer was wrong.</exception>
    public async Task RunAsync(int port, byte[] request, ExpectedAnswer expected)
    {
        try
        {
            await _socket.ConnectAsync(IPAddress.Loopback, port);
            await _socket.SendAsync(request);
            while (!_response.IsComplete)
            {
                var read = await _socket.ReceiveAsync(_response.Space());
                if (read == 0)
                {
                    throw new BenchException("The server closed the connection before its answer was whole.");
                }

                _response.Added(read);
                if (_response.HasBody)
                {
                    _begun.TrySetResult();
                }
            }

            if (!expected.Is(_response.Body))
            {
                throw new BenchException($"A stream is not what the upstream sent ({_response.Body.Length} bytes).");
            }
        }
        catch (Exception exception) when (exception is SocketException or BenchException)
        {
            var fault = exception as BenchException ?? new BenchException($"A stream's connection failed: {exception.Message}");
            _begun.TrySetException(fault);
            throw fault;
        }
    }

    public void Dispose() => _socket.Dispose();
}
