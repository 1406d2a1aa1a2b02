using System.Globalization;
using System.Text.Json.Serialization;

namespace Clearbar.Classes;

/// <summary>One class of a <see cref="ClassBookRecord"/>.</summary>
public sealed record SeenClassRecord
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("requests")]
    public required long Requests { get; init; }

    [JsonPropertyName("firstSeen")]
    public required DateTimeOffset FirstSeen { get; init; }

    [JsonPropertyName("lastSeen")]
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>16 hex digits each; the first one is the founder's.</summary>
    [JsonPropertyName("fingerprints")]
    public IReadOnlyList<string> FingerprintTexts { get; init; } = [];

    /// <summary>Fingerprint of tools and schema.</summary>
    [JsonPropertyName("surroundings")]
    public string SurroundingsText { get; init; } = "0";

    [JsonPropertyName("tools")]
    public IReadOnlyList<string> Tools { get; init; } = [];

    [JsonPropertyName("schemaMembers")]
    public IReadOnlyList<string> SchemaMembers { get; init; } = [];

    /// <summary>A <see cref="TemplateSketch"/>; null where the template is too short for one.</summary>
    [JsonPropertyName("sketch")]
    public byte[]? Sketch { get; init; }

    [JsonIgnore]
    public IEnumerable<ulong> Fingerprints =>
        FingerprintTexts.Select(static text => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    [JsonIgnore]
    public ulong Surroundings => ulong.Parse(SurroundingsText, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static SeenClassRecord Of(SeenClass seen) => new()
    {
        Name = seen.Name,
        Requests = seen.Requests,
        FirstSeen = seen.FirstSeen,
        LastSeen = seen.LastSeen,
        FingerprintTexts = Array.ConvertAll(seen.Templates, static fingerprint => fingerprint.ToString("x16", CultureInfo.InvariantCulture)),
        SurroundingsText = seen.Traits.Surroundings.ToString("x16", CultureInfo.InvariantCulture),
        Tools = seen.Traits.Tools,
        SchemaMembers = seen.Traits.SchemaMembers,
        Sketch = seen.Traits.Sketch?.ToBytes(),
    };

    public static SeenClassRecord Merge(SeenClassRecord one, SeenClassRecord other)
    {
        var (first, second) = one.FirstSeen <= other.FirstSeen ? (one, other) : (other, one);
        return first with
        {
            Requests = one.Requests + other.Requests,
            LastSeen = one.LastSeen > other.LastSeen ? one.LastSeen : other.LastSeen,
            FingerprintTexts = [.. first.FingerprintTexts.Union(second.FingerprintTexts).Take(SeenClass.MaxTemplates)],
        };
    }
}
