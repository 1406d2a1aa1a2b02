using System.Text.Json;

namespace Clearbar.Wire;

/// <summary>
/// Finds the cache markers of a request body, so that they can be cut.
/// <code>
/// Anthropic, InvokeModel: "cache_control": { … }            ; a member of a block, a tool or a system block
/// Converse:               { "cachePoint": { … } }            ; an element of system, tools or content
/// </code>
/// What a tool takes or gives is the client's own data and is not looked into: there the same names mean something else.
/// </summary>
public static class CacheMarkers
{
    /// <summary>As deep as any body that was accepted.</summary>
    private const int MaxDepth = 1024;

    /// <summary>
    /// Ranges for <see cref="RequestEdit.Cut"/>, in body order. A marker of the whole request (top-level <c>cache_control</c>) is not among
    /// them: that is a member to <see cref="RequestEdit.Remove"/>.
    /// </summary>
    /// <param name="body">A body that has been read without a fault.</param>
    public static IReadOnlyList<ByteRange> Find(Dialect dialect, ReadOnlySpan<byte> body)
    {
        var markers = new List<ByteRange>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        var objectStart = -1;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                objectStart = (int)reader.TokenStartIndex;
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                if (dialect == Dialect.Converse)
                {
                    AddPoint(markers, ref reader, objectStart);
                }
                else
                {
                    AddMember(markers, ref reader);
                }
            }

            objectStart = -1;
        }

        return markers;
    }

    private static void AddMember(List<ByteRange> markers, ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("cache_control"u8))
        {
            var start = (int)reader.TokenStartIndex;
            var isTopLevel = reader.CurrentDepth == 1;
            reader.Skip();
            if (!isTopLevel)
            {
                markers.Add(new ByteRange(start, (int)reader.BytesConsumed - start));
            }
        }
        else if (reader.ValueTextEquals("input"u8) || reader.ValueTextEquals("input_schema"u8) || reader.ValueTextEquals("output_config"u8))
        {
            reader.Skip();
        }
    }

    /// <param name="objectStart">Where the object begins whose first member this is; -1 for a later member.</param>
    private static void AddPoint(List<ByteRange> markers, ref Utf8JsonReader reader, int objectStart)
    {
        if (objectStart >= 0 && reader.ValueTextEquals("cachePoint"u8))
        {
            reader.Skip();
            if (reader.Read() && reader.TokenType == JsonTokenType.EndObject)
            {
                markers.Add(new ByteRange(objectStart, (int)reader.BytesConsumed - objectStart));
            }
        }
        else if (reader.ValueTextEquals("input"u8) || reader.ValueTextEquals("inputSchema"u8) || reader.ValueTextEquals("json"u8)
            || reader.ValueTextEquals("additionalModelRequestFields"u8) || reader.ValueTextEquals("promptVariables"u8))
        {
            reader.Skip();
        }
    }
}
