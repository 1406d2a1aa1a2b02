using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Reads streams independently of the product's own codecs, so that a shared mistake cannot hide.</summary>
internal static class WireReading
{
    /// <summary>An event: its name and its JSON.</summary>
    internal readonly record struct WireEvent(string Name, JsonElement Json);

    /// <summary>Reads whole server-sent events; throws when the text ends inside one.</summary>
    public static List<WireEvent> Sse(string text)
    {
        var events = new List<WireEvent>();
        foreach (var part in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = part.Split('\n');
            Assert.Equal(2, lines.Length);
            Assert.StartsWith("event: ", lines[0], StringComparison.Ordinal);
            Assert.StartsWith("data: ", lines[1], StringComparison.Ordinal);
            events.Add(new WireEvent(lines[0]["event: ".Length..], JsonElement.Parse(lines[1]["data: ".Length..])));
        }

        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return events;
    }

    /// <summary>
    /// Reads whole frames and checks both checksums; throws <see cref="InvalidDataException"/> on a wrong one or an unfinished frame.
    /// </summary>
    public static List<WireEvent> Frames(ReadOnlySpan<byte> bytes)
    {
        var events = new List<WireEvent>();
        while (bytes.Length > 0)
        {
            var total = bytes.Length < 12 ? int.MaxValue : BinaryPrimitives.ReadInt32BigEndian(bytes);
            if (total > bytes.Length)
            {
                throw new InvalidDataException("The body ends inside a frame.");
            }

            events.Add(Frame(bytes[..total]));
            bytes = bytes[total..];
        }

        return events;
    }

    private static WireEvent Frame(ReadOnlySpan<byte> frame)
    {
        var headersLength = BinaryPrimitives.ReadInt32BigEndian(frame[4..]);
        if (BinaryPrimitives.ReadUInt32BigEndian(frame[8..]) != Crc32(frame[..8])
            || BinaryPrimitives.ReadUInt32BigEndian(frame[^4..]) != Crc32(frame[..^4]))
        {
            throw new InvalidDataException("A frame has a wrong checksum.");
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = frame.Slice(12, headersLength);
        while (rest.Length > 0)
        {
            var nameLength = rest[0];
            var name = Encoding.UTF8.GetString(rest.Slice(1, nameLength));
            Assert.Equal(7, rest[1 + nameLength]);
            var valueLength = BinaryPrimitives.ReadUInt16BigEndian(rest[(2 + nameLength)..]);
            headers.Add(name, Encoding.UTF8.GetString(rest.Slice(4 + nameLength, valueLength)));
            rest = rest[(4 + nameLength + valueLength)..];
        }

        Assert.Equal("application/json", headers[":content-type"]);
        var payload = JsonElement.Parse(frame[(12 + headersLength)..^4]);
        return headers[":message-type"] == "exception"
            ? new WireEvent("!" + headers[":exception-type"], payload)
            : new WireEvent(headers[":event-type"], payload);
    }

    /// <summary>CRC-32 bit by bit, as the standard writes it.</summary>
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
