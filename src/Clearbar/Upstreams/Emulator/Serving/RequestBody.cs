using System.Buffers;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Writing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>A request body, read whole and then parsed. Owns pooled memory that the document points into.</summary>
internal sealed class RequestBody : IDisposable
{
    private readonly byte[] _buffer;
    private readonly int _length;
    private JsonDocument? _document;

    private RequestBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The body as it came: what a signature covers.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>The body's JSON; undefined before <see cref="Parse"/> has succeeded.</summary>
    public JsonElement Root => _document?.RootElement ?? default;

    /// <summary>Reads the body whole; it is parsed later, because credentials are refused before bad JSON is.</summary>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        RefuseLargerThanTaken(context.Request.ContentLength ?? 0);
        var reader = context.Request.BodyReader;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(context.Request.ContentLength ?? 16_384, 256, 1 << 20));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                var chunk = read.Buffer;
                RefuseLargerThanTaken(length + chunk.Length);
                if (length + chunk.Length > buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(length + chunk.Length, buffer.Length * 2L));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                chunk.CopyTo(buffer.AsSpan(length));
                length += (int)chunk.Length;
                reader.AdvanceTo(chunk.End);
                if (read.IsCompleted)
                {
                    return new RequestBody(buffer, length);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static void RefuseLargerThanTaken(long length)
    {
        if (length > EmulatorHost.MaximumBodyBytes)
        {
            throw new RequestRejectedException(Failure.TooLarge, FailureShape.Of(Failure.TooLarge).Message);
        }
    }

    /// <exception cref="RequestRejectedException">It is not JSON.</exception>
    public void Parse()
    {
        try
        {
            _document = JsonDocument.Parse(_buffer.AsMemory(0, _length));
        }
        catch (JsonException exception)
        {
            throw new RequestRejectedException($"The request body is not valid JSON: {exception.Message}");
        }
    }

    public void Dispose()
    {
        _document?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
