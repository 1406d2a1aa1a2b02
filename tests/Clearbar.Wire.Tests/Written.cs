using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Clearbar.Wire.Tests;

/// <summary>Collects what a writer writes.</summary>
internal static class Written
{
    public static byte[] By(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    public static JsonElement Json(Action<IBufferWriter<byte>> write)
    {
        using var document = JsonDocument.Parse(By(write));
        return document.RootElement.Clone();
    }

    public static string Text(Action<IBufferWriter<byte>> write) => Encoding.UTF8.GetString(By(write));
}
