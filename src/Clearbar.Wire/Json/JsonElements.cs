namespace Clearbar.Wire.Json;

/// <summary>Walks over the elements of an array in a <c>foreach</c>.</summary>
internal ref struct JsonElements
{
    private readonly ReadOnlySpan<byte> _json;
    private JsonCursor _cursor;

    public JsonElements(JsonValue array)
    {
        _json = array.IsArray ? array.Json : default;
        _cursor = new JsonCursor(_json);
        if (!_json.IsEmpty)
        {
            _cursor.Read();
        }
    }

    /// <summary>Position of the element in the array's own text.</summary>
    public ByteRange Range { get; private set; }

    public readonly JsonValue Current => new(Range.Of(_json));

    public readonly JsonElements GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_json.IsEmpty || !_cursor.NextElement())
        {
            return false;
        }

        Range = _cursor.Skip();
        return true;
    }
}
