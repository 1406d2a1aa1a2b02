using System.Text.Json.Serialization;

namespace Clearbar.Classes;

/// <summary>A <see cref="ClassBook"/> at rest: counters, hashes and names. Two of them merge by addition.</summary>
public sealed record ClassBookRecord
{
    public const int CurrentVersion = 1;

    public static readonly ClassBookRecord Empty = new();

    [JsonPropertyName("version")]
    public int Version { get; init; } = CurrentVersion;

    [JsonPropertyName("classes")]
    public IReadOnlyList<SeenClassRecord> Classes { get; init; } = [];

    /// <summary>The kinds of text found inside classes that are divided by text.</summary>
    [JsonPropertyName("groups")]
    public IReadOnlyList<TextGroupsRecord> Groups { get; init; } = [];

    /// <summary>
    /// The books of two gateways as one: counts add up, times span both, fingerprints join; of the traits the class that was seen first
    /// decides. Text groups are those of the first book that has any for a class.
    /// </summary>
    public static ClassBookRecord Merge(ClassBookRecord one, ClassBookRecord other)
    {
        var classes = new Dictionary<string, SeenClassRecord>(StringComparer.Ordinal);
        foreach (var seen in one.Classes.Concat(other.Classes))
        {
            classes[seen.Name] = classes.TryGetValue(seen.Name, out var known) ? SeenClassRecord.Merge(known, seen) : seen;
        }

        return new ClassBookRecord
        {
            Classes = [.. classes.Values.OrderBy(static seen => seen.FirstSeen).ThenBy(static seen => seen.Name, StringComparer.Ordinal)],
            Groups = [.. one.Groups.Concat(other.Groups).DistinctBy(static groups => groups.Class)],
        };
    }
}
