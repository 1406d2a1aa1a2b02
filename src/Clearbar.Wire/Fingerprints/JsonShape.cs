using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Fingerprints;

/// <summary>
/// A hash of what a JSON Schema demands: the same for the same schema written with other white space, escapes, or order of members, and blind
/// to what only people and models read (<c>description</c>, <c>title</c>, <c>$comment</c>, <c>examples</c>; JSON Schema draft 2020-12,
/// "Meta-Data" vocabulary), so that two dialects, serialisers and wordings of one schema agree.
/// </summary>
internal static class JsonShape
{
    private const ulong OfObject = 0x9E3779B185EBCA87;
    private const ulong OfArray = 0xC2B2AE3D27D4EB4F;
    private const ulong OfSet = 0x165667B19E3779F9;

    /// <summary>Never the 0 that means absent. Text that is no JSON is hashed as the text it is.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> json)
    {
        ulong hash;
        try
        {
            var cursor = new JsonCursor(json);
            hash = cursor.Read() ? Value(ref cursor, isSet: false) : 0;
        }
        catch (JsonException)
        {
            hash = XxHash64.Compute(json);
        }

        return hash == 0 ? 1 : hash;
    }

    /// <summary>The finaliser of MurmurHash3 (public domain): every bit of the input moves half of the bits of the result.</summary>
    public static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }

    // On entry at a value's first token, on return at its last. Depth is bounded by the cursor.
    private static ulong Value(ref JsonCursor cursor, bool isSet) => cursor.Token switch
    {
        JsonTokenType.StartObject => Object(ref cursor),
        JsonTokenType.StartArray => Array(ref cursor, isSet),
        JsonTokenType.String => Mix(Text(cursor.Raw) + 1),
        _ => Mix(XxHash64.Compute(cursor.Raw) + (ulong)cursor.Token),
    };

    // A sum does not know the order of its parts.
    private static ulong Object(ref JsonCursor cursor)
    {
        var sum = OfObject;
        while (cursor.NextMember())
        {
            var isProse = cursor.Is("description"u8) || cursor.Is("title"u8) || cursor.Is("$comment"u8);
            var isLeftOut = cursor.Is("examples"u8);
            var isSet = cursor.Is("required"u8);
            var name = Text(cursor.Raw);
            cursor.Read();

            // A property may bear these names too; its value is then a schema.
            if ((isProse && cursor.Token == JsonTokenType.String) || (isLeftOut && cursor.Token == JsonTokenType.StartArray))
            {
                cursor.SkipAny();
                continue;
            }

            sum += Mix((name * OfObject) ^ Value(ref cursor, isSet));
        }

        return Mix(sum);
    }

    private static ulong Array(ref JsonCursor cursor, bool isSet)
    {
        var sum = isSet ? OfSet : OfArray;
        while (cursor.NextElement())
        {
            var element = Value(ref cursor, isSet: false);
            sum = isSet ? sum + element : Mix(sum ^ element);
        }

        return Mix(sum);
    }

    private static ulong Text(ReadOnlySpan<byte> raw) =>
        XxHash64.Compute(raw.IndexOf((byte)'\\') < 0 ? raw : Encoding.UTF8.GetBytes(JsonText.Decode(raw)));
}
