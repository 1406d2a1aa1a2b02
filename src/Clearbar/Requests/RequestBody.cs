using System.Buffers;
using System.IO.Pipelines;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Requests;

/// <summary>
/// A request body in one pooled buffer. The bytes stay as the client sent them until the exchange is over.
/// </summary>
public sealed class RequestBody : IDisposable
{
    private byte[]? _buffer;
    private bool _abandoned;

    private RequestBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlyMemory<byte> Memory => new(_buffer, 0, Length);

    public ReadOnlySpan<byte> Span => new(_buffer, 0, Length);

    /// <summary>A copy that nobody else reads.</summary>
    public static RequestBody CopyOf(ReadOnlySpan<byte> body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(body.Length, 1));
        body.CopyTo(buffer);
        return new RequestBody(buffer, body.Length);
    }

    /// <summary>
    /// Reads the whole body. Exactly one of the two results is set: the body, or why it cannot be taken (too large, compressed, cut off).
    /// </summary>
    /// <param name="limit">Largest body in bytes.</param>
    /// <param name="isBlob">The operation takes a blob whose content type the client may leave at its default (InvokeModel).</param>
    public static async ValueTask<(RequestBody? Body, GatewayError? Error)> ReadAsync(
        HttpRequest request, long limit, CancellationToken cancellation, bool isBlob = false)
    {
        if (Refuse(request, limit, isBlob) is { } refusal)
        {
            return (null, refusal);
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(request.ContentLength ?? 16 * 1024, 1));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(cancellation);
                if (length + read.Buffer.Length > limit)
                {
                    request.BodyReader.AdvanceTo(read.Buffer.End);
                    ArrayPool<byte>.Shared.Return(buffer);
                    return (null, TooLarge(limit));
                }

                buffer = Append(buffer, length, read.Buffer);
                length += (int)read.Buffer.Length;
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return (new RequestBody(buffer, length), null);
                }
            }
        }
        catch (BadHttpRequestException exception)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(limit)
                : new GatewayError(ErrorKind.InvalidRequest, "the body ended before its declared length; send it whole"));
        }
    }

    /// <summary>Keeps the buffer from being reused after <see cref="Dispose"/>: someone may still be reading it.</summary>
    public void Abandon() => _abandoned = true;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer && !_abandoned)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static GatewayError? Refuse(HttpRequest request, long limit, bool isBlob)
    {
        if (request.ContentLength > limit)
        {
            return TooLarge(limit);
        }

        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            return new GatewayError(ErrorKind.UnsupportedMediaType, "compressed bodies are not accepted; send the JSON without content-encoding");
        }

        var type = request.ContentType;
        return type is null || IsJson(type) || (isBlob && type == "application/octet-stream")
            ? null
            : new GatewayError(ErrorKind.UnsupportedMediaType, "content-type must be application/json");
    }

    private static bool IsJson(string type)
    {
        var end = type.IndexOf(';', StringComparison.Ordinal);
        var media = (end < 0 ? type : type[..end]).AsSpan().Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static GatewayError TooLarge(long limit) =>
        new(ErrorKind.TooLarge, $"the body is larger than {limit} bytes; shorten it, or raise limits.maxBodyBytes");

    private static byte[] Append(byte[] buffer, int length, ReadOnlySequence<byte> more)
    {
        var needed = length + (int)more.Length;
        if (needed > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        more.CopyTo(buffer.AsSpan(length));
        return buffer;
    }
}
