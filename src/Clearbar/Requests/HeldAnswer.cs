using System.Buffers;
using Clearbar.Wire;
using Clearbar.Wire.Crossings;

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
        if (attempt.Rendition.Crossing is not { } crossing)
        {
            return true;
        }

        var output = new PooledWriter(_length + 256);
        if (!TryWriteCrossed(output, exchange, attempt, crossing))
        {
            output.Dispose();
            return false;
        }

        ArrayPool<byte>.Shared.Return(_buffer!);
        (_buffer, _length) = output.Detach();
        return true;
    }

    private bool TryWriteCrossed(PooledWriter output, Exchange exchange, Attempt attempt, DialectCrossing crossing)
    {
        if (!exchange.Outline.Stream)
        {
            return crossing.TryWriteAnswer(output, Bytes.Span, attempt.ReplyOf(exchange), out _);
        }

        try
        {
            output.Write(attempt.CreateCrossedStream(exchange)!.Take(Bytes.Span).Span);
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
