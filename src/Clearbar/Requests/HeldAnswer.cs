using System.Buffers;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// An answer that was read to its end before the client sees any of it. Owns a pooled buffer with the upstream's own bytes.
/// </summary>
public sealed class HeldAnswer : IDisposable
{
    private byte[]? _buffer;
    private int _length;

    public HeldAnswer(byte[] buffer, int length, Answer? answer, GatewayError? error)
    {
        _buffer = buffer;
        _length = length;
        Answer = answer;
        Error = error;
    }

    public ReadOnlyMemory<byte> Bytes => new(_buffer, 0, _length);

    /// <summary>What was answered; with <see cref="Error"/> set, as far as it came. Null when nothing could be read.</summary>
    public Answer? Answer { get; }

    /// <summary>Set when the answer broke off or is not an answer.</summary>
    public GatewayError? Error { get; }

    /// <summary><see cref="Error"/> is the upstream's own: its words may quote the prompt, so only its kind is recorded (invariant I9).</summary>
    public bool ErrorIsUpstreams { get; init; }

    /// <summary>
    /// Puts the client's form of the answer in place of the upstream's, where they speak different dialects. False when that cannot be done; then
    /// nothing has changed.
    /// </summary>
    public bool TryCross(Exchange exchange, Attempt attempt)
    {
        var stream = exchange.Outline.Stream ? attempt.CreateCrossedStream(exchange) : null;
        if (stream is null && (exchange.Outline.Stream || attempt.Rendition.Crossing is null))
        {
            return true;
        }

        var output = new PooledWriter(_length + 256);
        if (!(stream is null ? TryWriteWhole(output, exchange, attempt) : TryWriteStream(output, stream)))
        {
            output.Dispose();
            return false;
        }

        ArrayPool<byte>.Shared.Return(_buffer!);
        (_buffer, _length) = output.Detach();
        return true;
    }

    private bool TryWriteWhole(PooledWriter output, Exchange exchange, Attempt attempt) =>
        attempt.Rendition.Crossing!.TryWriteAnswer(output, Bytes.Span, attempt.ReplyOf(exchange), out _);

    private bool TryWriteStream(PooledWriter output, CrossedStream stream)
    {
        try
        {
            output.Write(stream.Take(Bytes.Span).Span);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
