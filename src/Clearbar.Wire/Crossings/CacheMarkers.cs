using System.Text.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Admits the cache markers of one request in prompt order (tools, system, messages), so that what leaves keeps the rules both services
/// enforce (invariant I3): four at most, and none of one hour behind one of five minutes. What is refused or changed is recorded.
/// </summary>
internal sealed class CacheMarkers(ICollection<string> losses)
{
    private const int Most = 4;

    private int _count;
    private bool _sawFiveMinutes;

    /// <summary>Admits a marker, or says none for one that is absent or refused.</summary>
    /// <param name="marker">The value of <c>cachePoint</c> or <c>cache_control</c>.</param>
    /// <param name="name">What the client's dialect calls it.</param>
    /// <param name="place">Where it stands.</param>
    public CacheMarker Take(BodyNode marker, string name, Place place)
    {
        if (!marker.Exists)
        {
            return CacheMarker.None;
        }

        if (_count == Most)
        {
            Refuse(name, place);
            return CacheMarker.None;
        }

        _count++;
        var ttl = marker["ttl"u8];
        if (ttl.Is("1h"u8) && !_sawFiveMinutes)
        {
            return CacheMarker.OneHour;
        }

        _sawFiveMinutes = true;
        if (ttl.Exists && !ttl.Is("5m"u8))
        {
            losses.Add($"{name}.ttl@{place}");
            return CacheMarker.FiveMinutes;
        }

        return ttl.Exists ? CacheMarker.FiveMinutes : CacheMarker.Unnamed;
    }

    /// <summary>Records a marker that has no place to stand.</summary>
    public void Refuse(string name, Place place) => losses.Add($"{name}@{place}");

    /// <summary>Writes the Messages dialect's member into the block at hand.</summary>
    public static void WriteCacheControl(Utf8JsonWriter json, CacheMarker marker)
    {
        if (marker == CacheMarker.None)
        {
            return;
        }

        json.WriteStartObject("cache_control"u8);
        json.WriteString("type"u8, "ephemeral"u8);
        WriteTtl(json, marker);
        json.WriteEndObject();
    }

    /// <summary>Writes Converse's block behind the one it marks.</summary>
    public static void WriteCachePoint(Utf8JsonWriter json, CacheMarker marker)
    {
        if (marker == CacheMarker.None)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("cachePoint"u8);
        json.WriteString("type"u8, "default"u8);
        WriteTtl(json, marker);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTtl(Utf8JsonWriter json, CacheMarker marker)
    {
        if (marker != CacheMarker.Unnamed)
        {
            json.WriteString("ttl"u8, marker == CacheMarker.OneHour ? "1h"u8 : "5m"u8);
        }
    }
}
