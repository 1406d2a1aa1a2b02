using System.Text.Json;

namespace Clearbar.Wire.Json;

/// <summary>
/// A forward walk over one JSON text that knows byte offsets. It reads strings without throwing; malformed JSON throws
/// <see cref="JsonException"/> from the moving methods, which each entry point turns into a <see cref="WireFault"/>.
/// </summary>
internal ref struct JsonCursor
{
    /// <summary>Levels of nesting that are read. Tool inputs nest deeper than the 64 that System.Text.Json allows by default.</summary>
    public const int MaxDepth = 512;

    private Utf8JsonReader _reader;

    public JsonCursor(ReadOnlySpan<byte> json)
    {
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Offset of the token's first byte, the opening quote for strings.</summary>
    public readonly int Start => (int)_reader.TokenStartIndex;

    /// <summary>Offset after the token's last byte (for a member's name: after the colon).</summary>
    public readonly int End => (int)_reader.BytesConsumed;

    /// <summary>The inside of a string or name, still escaped.</summary>
    public readonly ReadOnlySpan<byte> Raw => _reader.ValueSpan;

    /// <summary>Where <see cref="Raw"/> stands in the text.</summary>
    public readonly ByteRange RawRange => new(Start + 1, _reader.ValueSpan.Length);

    public readonly bool IsNull => Token == JsonTokenType.Null;

    /// <summary>Moves to the next token; false after the last one.</summary>
    public bool Read() => _reader.Read();

    /// <summary>Inside an object: moves to the next member's name, or to the end of the object and says false.</summary>
    public bool NextMember()
    {
        _reader.Read();
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Inside an array: moves to the next element, or to the end of the array and says false.</summary>
    public bool NextElement()
    {
        _reader.Read();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>From the first token of a value: moves to its last token and returns the value's bytes.</summary>
    public ByteRange Skip()
    {
        var start = Start;
        _reader.Skip();
        return new ByteRange(start, End - start);
    }

    /// <summary>From a member's name: moves over its value and returns the value's bytes.</summary>
    public ByteRange SkipValue()
    {
        _reader.Read();
        return Skip();
    }

    /// <summary>
    /// Ends the reading of a member wherever it stands: at its name, at the first token of its value, or at the last one. Members that are
    /// read only when they have the expected type can so leave the rest to this.
    /// </summary>
    public void SkipAny() => _reader.Skip();

    /// <summary>The string or name at hand equals <paramref name="word"/>.</summary>
    public readonly bool Is(ReadOnlySpan<byte> word) =>
        _reader.ValueIsEscaped ? JsonText.AreEqual(_reader.ValueSpan, word) : _reader.ValueSpan.SequenceEqual(word);

    /// <summary>The string at hand, null for any other token.</summary>
    public readonly string? TextOrNull() => Token == JsonTokenType.String ? JsonText.Decode(_reader.ValueSpan) : null;

    /// <summary>The string at hand if it is one, else <paramref name="fallback"/>: null must not erase what came before.</summary>
    public readonly string? TextOr(string? fallback) => TextOrNull() ?? fallback;

    /// <summary>The whole number at hand; false for any other token and for fractions or numbers that do not fit.</summary>
    public readonly bool TryGetInt64(out long value)
    {
        value = 0;
        return Token == JsonTokenType.Number && _reader.TryGetInt64(out value);
    }
}
