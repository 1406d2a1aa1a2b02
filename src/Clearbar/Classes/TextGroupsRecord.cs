using System.Text.Json.Serialization;

namespace Clearbar.Classes;

/// <summary>The kinds of text found inside one class: feature vectors of hashes, in the order they were found.</summary>
/// <param name="Class">The divided class.</param>
/// <param name="Leaders">One vector per group; group 1 is the first.</param>
public sealed record TextGroupsRecord(
    [property: JsonPropertyName("class")] string Class,
    [property: JsonPropertyName("leaders")] IReadOnlyList<byte[]> Leaders);
