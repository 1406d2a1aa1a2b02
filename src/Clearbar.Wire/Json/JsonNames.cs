using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Clearbar.Wire.Json;

/// <summary>
/// The member names one kind of object is asked for, so that a single pass over such an object finds all their values whatever their order.
/// Of a member that is given twice the last one counts, as everywhere.
/// </summary>
internal sealed class JsonNames
{
    /// <summary>Names one instance can hold.</summary>
    public const int Capacity = 12;

    private readonly byte[][] _names;

    /// <exception cref="ArgumentException">There are more names than <see cref="Capacity"/>.</exception>
    public JsonNames(params string[] names)
    {
        if (names.Length > Capacity)
        {
            throw new ArgumentException($"At most {Capacity} names fit.", nameof(names));
        }

        _names = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
    }

    /// <summary>Reads the values of these names; all are absent when <paramref name="value"/> is no object.</summary>
    /// <exception cref="JsonException">The value is not JSON.</exception>
    public Members Of(JsonValue value)
    {
        var members = new Members(value.Json);
        if (!value.IsObject)
        {
            return members;
        }

        var cursor = new JsonCursor(value.Json);
        cursor.Read();
        while (cursor.NextMember())
        {
            var at = IndexOf(ref cursor);
            var range = cursor.SkipValue();
            if (at >= 0)
            {
                members.Set(at, cursor.IsNull ? default : range);
            }
        }

        return members;
    }

    private int IndexOf(ref JsonCursor cursor)
    {
        for (var index = 0; index < _names.Length; index++)
        {
            if (cursor.Is(_names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The values found, by the position of their name.</summary>
    public ref struct Members(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private Ranges _ranges;

        public readonly JsonValue this[int index] => new(_ranges[index].Of(_json));

        internal void Set(int index, ByteRange range) => _ranges[index] = range;
    }

    [InlineArray(Capacity)]
    private struct Ranges
    {
        private ByteRange _first;
    }
}
