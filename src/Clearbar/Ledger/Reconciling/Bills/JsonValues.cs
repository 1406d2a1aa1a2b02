using System.Buffers;
using System.Text.Json;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>
/// Reads the JSON values of a stream one after another, whatever white space is between them: JSON lines, pages written behind each other, or one
/// document. One value at a time is in memory.
/// </summary>
internal static class JsonValues
{
    /// <summary>Largest single value in bytes. One page of a usage report is below a megabyte.</summary>
    private const int MaxValue = 256 * 1024 * 1024;

    private static readonly JsonReaderOptions s_options = new() { AllowMultipleValues = true };

    /// <exception cref="JsonException">The stream is not JSON.</exception>
    /// <exception cref="InvalidDataException">One value is too large to be a page of a report.</exception>
    public static IEnumerable<JsonDocument> Read(Stream input)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            var filled = 0;
            var ended = false;
            while (true)
            {
                var used = TryParse(buffer.AsSpan(0, filled), ended, out var value);
                if (value is not null)
                {
                    yield return value;
                    buffer.AsSpan(used, filled - used).CopyTo(buffer);
                    filled -= used;
                    continue;
                }

                if (ended)
                {
                    yield break;
                }

                buffer = filled == buffer.Length ? Larger(buffer) : buffer;
                var read = input.Read(buffer, filled, buffer.Length - filled);
                filled += read;
                ended = read == 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int TryParse(ReadOnlySpan<byte> bytes, bool isEnd, out JsonDocument? value)
    {
        value = null;
        if (bytes.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return 0;
        }

        var json = new Utf8JsonReader(bytes, isEnd, new JsonReaderState(s_options));
        return JsonDocument.TryParseValue(ref json, out value) ? (int)json.BytesConsumed : 0;
    }

    private static byte[] Larger(byte[] buffer)
    {
        if (buffer.Length >= MaxValue)
        {
            throw new InvalidDataException($"One JSON value is larger than {MaxValue} bytes: give the report's pages one after another instead.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
