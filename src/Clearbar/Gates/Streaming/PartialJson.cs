using System.Text;
using System.Text.Json;

namespace Clearbar.Gates.Streaming;

/// <summary>Parses a value out of the middle of an answer, mended as the whole answer will be.</summary>
internal static class PartialJson
{
    /// <summary>
    /// A list with the value as its only element; null when it is not JSON, and then the answer around it is not either: a bracket more does not make it
    /// deeper than it stands there, and what is mended inside a value does not hang on what is around it.
    /// </summary>
    public static JsonDocument? Read(ReadOnlySpan<char> value)
    {
        var utf8 = new byte[Encoding.UTF8.GetByteCount(value) + 2];
        utf8[0] = (byte)'[';
        Encoding.UTF8.GetBytes(value, utf8.AsSpan(1));
        utf8[^1] = (byte)']';
        var repair = JsonRepair.Repair(utf8);
        return repair.Status == JsonStatus.NotJson ? null : JsonDocument.Parse(repair.Utf8);
    }
}
