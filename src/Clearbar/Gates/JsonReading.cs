using System.Text.Json;

namespace Clearbar.Gates;

/// <summary>An answer read as JSON. <paramref name="Value"/> is defined only for <c>Valid</c> and <c>Repaired</c>.</summary>
/// <param name="Status">How the reading ended.</param>
/// <param name="Value">The parsed value; dies with the <see cref="GateInput"/> it came from.</param>
/// <param name="Utf8">The strict JSON text behind the value.</param>
public readonly record struct JsonReading(JsonStatus Status, JsonElement Value, ReadOnlyMemory<byte> Utf8)
{
    public bool HasValue => Status is JsonStatus.Valid or JsonStatus.Repaired;

    /// <summary>Why there is no value, in a few words.</summary>
    public string Why => Status == JsonStatus.ToolNotCalled ? "tool not called" : "not JSON";
}
