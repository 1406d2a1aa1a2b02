using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Makes the <see cref="SpanSheet"/> of one text. The features belong to the version of the file formats.</summary>
internal sealed class SpanScanner
{
    /// <summary>Words left and right of a candidate that are its context.</summary>
    private const int Window = 5;

    /// <summary>Words of a candidate's sentence that are its features.</summary>
    private const int SentenceReach = 12;

    private const int StemLength = 5;

    private readonly string _text;
    private readonly List<TextWord> _words;
    private readonly List<TextSpan> _spans;
    private readonly uint[] _wordHash;
    private readonly uint[] _stemHash;
    private readonly uint[] _shapes;
    private readonly List<uint> _features = new(1024);

    public SpanScanner(string text)
    {
        _text = text.Length > SpanSheet.MaximumChars ? text[..SpanSheet.MaximumChars] : text;
        _words = SpanFinder.Words(_text);
        _spans = SpanFinder.Spans(_text, _words);
        _wordHash = new uint[_words.Count];
        _stemHash = new uint[_words.Count];
        for (var i = 0; i < _words.Count; i++)
        {
            (_wordHash[i], _stemHash[i]) = HashOf(_text.AsSpan(_words[i].Start, _words[i].End - _words[i].Start), _words[i].HasDigit);
        }

        _shapes = new uint[_spans.Count];
        for (var i = 0; i < _shapes.Length; i++)
        {
            _shapes[i] = SpanShape.Coarse(TextOf(_spans[i]));
        }
    }

    public SpanReading Read()
    {
        var starts = new int[_spans.Count + 1];
        for (var i = 0; i < _spans.Count; i++)
        {
            AddOwn(i);
            AddNeighbours(i);
            AddContext(i);
            starts[i + 1] = _features.Count;
        }

        return new SpanReading(new SpanSheet(_shapes, Groups(), starts, [.. _features], TextFeatures(), Lot()), _spans);
    }

    private ReadOnlySpan<char> TextOf(TextSpan span) => _text.AsSpan(span.Start, span.Length);

    /// <summary>Of a word that may be somebody's number or address, only the shape.</summary>
    private static (uint Word, uint Stem) HashOf(ReadOnlySpan<char> word, bool hasDigit)
    {
        if (hasDigit || word.Contains('@'))
        {
            var shape = SpanShape.Coarse(word);
            return (shape, shape);
        }

        var (hash, stem) = (Bits.Start, Bits.Start);
        for (var i = 0; i < word.Length; i++)
        {
            hash = Bits.Add(hash, char.ToLowerInvariant(word[i]));
            stem = i < StemLength ? hash : stem;
        }

        return (SpanShape.Fold(hash), SpanShape.Fold(stem));
    }

    /// <summary>Shape, length, how it was found, and which one it is among those of its shape.</summary>
    private void AddOwn(int i)
    {
        var span = _spans[i];
        var (before, alike) = (0, 0);
        for (var j = 0; j < _shapes.Length; j++)
        {
            alike += _shapes[j] == _shapes[i] ? 1 : 0;
            before += j < i && _shapes[j] == _shapes[i] ? 1 : 0;
        }

        var rank = alike == 1 ? 0u : before == 0 ? 1u : before == alike - 1 ? 3u : 2u;
        var line = _words[span.FirstWord].Line;
        var startsLine = span.FirstWord == 0 || _words[span.FirstWord - 1].Line < line;
        var endsLine = span.LastWord + 1 == _words.Count || _words[span.LastWord + 1].Line > line;
        Add(FeatureOf.Shape, _shapes[i], 0);
        Add(FeatureOf.FineShape, SpanShape.Fine(TextOf(span)), 0);
        Add(FeatureOf.Length, (uint)span.Length, 0);
        Add(FeatureOf.Kind, _shapes[i], (uint)span.Kind);
        Add(FeatureOf.Rank, _shapes[i], rank);
        Add(FeatureOf.Rivals, _shapes[i], (uint)Math.Min(alike, 4));
        Add(FeatureOf.Line, (startsLine ? 2u : 0) + (endsLine ? 1u : 0), 0);
        Add(FeatureOf.Place, (uint)(4 * span.Start / _text.Length), 0);
        Add(FeatureOf.SignBefore, CharAt(span.Start - 1), _shapes[i]);
        Add(FeatureOf.SignAfter, CharAt(span.End), _shapes[i]);
    }

    /// <summary>The words next to it, and the signs between.</summary>
    private void AddNeighbours(int i)
    {
        var span = _spans[i];
        var (left, left2, left3) = (WordAt(span.FirstWord - 1), WordAt(span.FirstWord - 2), WordAt(span.FirstWord - 3));
        var (right, right2) = (WordAt(span.LastWord + 1), WordAt(span.LastWord + 2));
        Add(FeatureOf.Left, left, 0);
        Add(FeatureOf.Left, left, _shapes[i]);
        Add(FeatureOf.LeftTwo, left, left2);
        Add(FeatureOf.LeftTwo, Both(left, left2), _shapes[i]);
        Add(FeatureOf.LeftThree, Both(left, left2), left3);
        Add(FeatureOf.SecondLeft, left2, _shapes[i]);
        Add(FeatureOf.Right, right, 0);
        Add(FeatureOf.Right, right, _shapes[i]);
        Add(FeatureOf.RightTwo, right, right2);
        Add(FeatureOf.Around, left, right);
        Add(FeatureOf.LeftSign, left, CharAt(span.Start - 1));
        Add(FeatureOf.LeftStem, span.FirstWord > 0 ? _stemHash[span.FirstWord - 1] : 1, _shapes[i]);
    }

    /// <summary>The words near it and those of its sentence, in no order.</summary>
    private void AddContext(int i)
    {
        var span = _spans[i];
        var sentence = _words[span.FirstWord].Sentence;
        for (var w = Math.Max(0, span.FirstWord - SentenceReach); w < Math.Min(_words.Count, span.LastWord + 1 + SentenceReach); w++)
        {
            if ((w >= span.FirstWord && w <= span.LastWord) || _words[w].Sentence != sentence)
            {
                continue;
            }

            var isLeft = w < span.FirstWord;
            Add(FeatureOf.Sentence, _stemHash[w], _shapes[i]);
            if (isLeft ? w >= span.FirstWord - Window : w <= span.LastWord + Window)
            {
                Add(isLeft ? FeatureOf.NearLeft : FeatureOf.NearRight, _stemHash[w], 0);
                Add(isLeft ? FeatureOf.NearLeft : FeatureOf.NearRight, _stemHash[w], _shapes[i]);
            }
        }
    }

    /// <summary>Marks for the ends of the text; across a line break the other line's word still counts.</summary>
    private uint WordAt(int index) => index < 0 ? 1 : index >= _words.Count ? 2 : _wordHash[index];

    private uint CharAt(int index) => index < 0 || index >= _text.Length ? 0 : char.IsLetterOrDigit(_text[index]) ? 1u : _text[index];

    private void Add(FeatureOf kind, uint value, uint other) => _features.Add(Hash((uint)kind, value, other));

    private static uint Both(uint first, uint second) => Hash(0, first, second);

    private static uint Hash(uint kind, uint value, uint other) =>
        (uint)(Bits.Mix((((ulong)value << 32) | other) + ((kind + 1) * 0x9E3779B97F4A7C15UL)) >> 32);

    /// <summary>What the text as a whole says: whether there is an answer in it, or which constant it calls for.</summary>
    private uint[] TextFeatures()
    {
        var found = new List<uint>(2 * _words.Count);
        for (var i = 0; i < _words.Count; i++)
        {
            found.Add(Hash((uint)FeatureOf.TextWord, _wordHash[i], 0));
            found.Add(Hash((uint)FeatureOf.TextPair, _wordHash[i], WordAt(i - 1)));
        }

        var sorted = CollectionsMarshal.AsSpan(found);
        sorted.Sort();
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (count == 0 || sorted[i] != sorted[count - 1])
            {
                sorted[count++] = sorted[i];
            }
        }

        return sorted[..count].ToArray();
    }

    private byte[] Groups()
    {
        var groups = new byte[_spans.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = (byte)i;
            for (var j = 0; j < i; j++)
            {
                if (_shapes[j] == _shapes[i] && TextOf(_spans[j]).SequenceEqual(TextOf(_spans[i])))
                {
                    groups[i] = (byte)j;
                    break;
                }
            }
        }

        return groups;
    }

    private byte Lot()
    {
        var hash = Bits.Start;
        foreach (var unit in _text)
        {
            hash = Bits.Add(hash, unit);
        }

        return (byte)(Bits.Mix(hash) % SpanSheet.Lots);
    }

    /// <summary>Kinds of features. The numbers are part of the file formats: append only.</summary>
    private enum FeatureOf : uint
    {
        Shape = 1,
        FineShape,
        Length,
        Kind,
        Rank,
        Rivals,
        Line,
        Place,
        SignBefore,
        SignAfter,
        Left,
        LeftTwo,
        LeftThree,
        SecondLeft,
        Right,
        RightTwo,
        Around,
        LeftSign,
        LeftStem,
        Sentence,
        NearLeft,
        NearRight,
        TextWord,
        TextPair,
    }
}
