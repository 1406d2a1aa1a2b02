using System.Buffers;

namespace Clearbar.Wire.Sse;

/// <summary>Writes server-sent events with LF line ends; the grammar stands at <see cref="SseReader"/>.</summary>
public static class SseWriter
{
    /// <summary>Writes one event. Line breaks of any kind inside <paramref name="data"/> become separate <c>data</c> fields.</summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> contains a line break.</exception>
    public static void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        BeginEvent(output, name);
        while (true)
        {
            output.Write("data: "u8);
            var length = data.IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0)
            {
                output.Write(data);
                break;
            }

            output.Write(data[..length]);
            output.Write("\n"u8);
            var isPair = data[length] == '\r' && length + 1 < data.Length && data[length + 1] == '\n';
            data = data[(length + (isPair ? 2 : 1))..];
        }

        EndEvent(output);
    }

    /// <summary>Writes a comment line, which no client acts upon.</summary>
    /// <exception cref="ArgumentException"><paramref name="comment"/> contains a line break.</exception>
    public static void WriteComment(IBufferWriter<byte> output, ReadOnlySpan<byte> comment)
    {
        RefuseLineBreak(comment);
        output.Write(": "u8);
        output.Write(comment);
        output.Write("\n\n"u8);
    }

    /// <summary>Writes the <c>event</c> field; no field when <paramref name="name"/> is empty.</summary>
    internal static void BeginEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        ArgumentNullException.ThrowIfNull(output);
        RefuseLineBreak(name);
        if (name.IsEmpty)
        {
            return;
        }

        output.Write("event: "u8);
        output.Write(name);
        output.Write("\n"u8);
    }

    internal static void EndEvent(IBufferWriter<byte> output) => output.Write("\n\n"u8);

    private static void RefuseLineBreak(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAny((byte)'\n', (byte)'\r'))
        {
            throw new ArgumentException("A line break would end the field early.");
        }
    }
}
