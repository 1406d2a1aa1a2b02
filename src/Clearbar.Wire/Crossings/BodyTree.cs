using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Where each value of one JSON text stands, found in a single pass, so that members can be read in the order the other dialect wants them
/// and copied byte by byte. Holds offsets only, in pooled memory; the text stays the caller's and must be given again to read from it.
/// Can be used for one text after another; has one owner.
/// </summary>
internal sealed class BodyTree : IDisposable
{
    private Entry[] _entries = [];
    private int _count;

    /// <summary>Finds all values of <paramref name="json"/> and returns the outermost one.</summary>
    /// <exception cref="JsonException">The text is not one JSON value, or nests too deep.</exception>
    public BodyNode Read(ReadOnlySpan<byte> json)
    {
        _count = 0;
        Span<int> open = stackalloc int[JsonCursor.MaxDepth + 1];
        var depth = 0;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonCursor.MaxDepth });
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open[depth++] = _count;
                    Add(new Entry(reader.TokenType, start, 0, 0));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    ref var opened = ref _entries[open[--depth]];
                    opened = new Entry(opened.Kind, opened.Start, (int)reader.BytesConsumed - opened.Start, _count);
                    break;
                case JsonTokenType.PropertyName:
                    Add(new Entry(reader.TokenType, start + 1, reader.ValueSpan.Length, _count + 1));
                    break;
                default:
                    Add(new Entry(reader.TokenType, start, (int)reader.BytesConsumed - start, _count + 1));
                    break;
            }
        }

        return new BodyNode(json, _entries.AsSpan(0, _count), 0);
    }

    public void Dispose()
    {
        var entries = _entries;
        _entries = [];
        _count = 0;
        if (entries.Length > 0)
        {
            ArrayPool<Entry>.Shared.Return(entries);
        }
    }

    private void Add(Entry entry)
    {
        if (_count == _entries.Length)
        {
            var larger = ArrayPool<Entry>.Shared.Rent(Math.Max(64, _count * 2));
            _entries.AsSpan(0, _count).CopyTo(larger);
            if (_entries.Length > 0)
            {
                ArrayPool<Entry>.Shared.Return(_entries);
            }

            _entries = larger;
        }

        _entries[_count++] = entry;
    }

    /// <summary>One value, or the inside of a member's name.</summary>
    /// <param name="Kind">The token it begins with.</param>
    /// <param name="Start">Offset in bytes.</param>
    /// <param name="Length">Length in bytes.</param>
    /// <param name="Next">Position of the entry behind it and all it contains.</param>
    internal readonly record struct Entry(JsonTokenType Kind, int Start, int Length, int Next);
}
