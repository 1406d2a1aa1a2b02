using System.Buffers;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Prompts;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>A request body, read whole and parsed. Owns pooled memory that the document points into.</summary>
internal sealed class RequestBody : IDisposable
{
    private readonly byte[] _buffer;
    private readonly JsonDocument _document;

    private RequestBody(byte[] buffer, JsonDocument document)
    {
        _buffer = buffer;
        _document = document;
    }

    public JsonElement Root => _document.RootElement;

    /// <summary>Reads and parses the body.</summary>
    /// <exception cref="RequestRejectedException">It is not JSON.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(context.Request.ContentLength ?? 16_384, 256, 1 << 20));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                var chunk = read.Buffer;
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
                    return new RequestBody(buffer, JsonDocument.Parse(buffer.AsMemory(0, length)));
                }
            }
        }
        catch (JsonException exception)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw new RequestRejectedException($"The request body is not valid JSON: {exception.Message}");
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose()
    {
        _document.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
