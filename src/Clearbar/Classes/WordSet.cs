using System.Collections.Frozen;

namespace Clearbar.Classes;

/// <summary>A few words, asked for every word of a prompt: what is not among them is mostly told by its first and last letter.</summary>
internal sealed class WordSet
{
    private const int Ends = 64;

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly int _longest;
    private readonly int _case;

    /// <summary>By the first letter a word of the set has, the last letters that go with it; letters by their low six bits.</summary>
    private readonly ulong[] _ends = new ulong[Ends];

    /// <param name="ignoreCase">Words are the same in capitals; only ASCII ones may be in such a set.</param>
    /// <param name="words">The words, with white space between them.</param>
    public WordSet(bool ignoreCase, string words)
    {
        var list = words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        _words = list.ToFrozenSet(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = list.Max(static word => word.Length);
        _case = ignoreCase ? 0x20 : 0;
        foreach (var word in list)
        {
            _ends[(word[0] | _case) % Ends] |= 1UL << ((word[^1] | _case) % Ends);
        }
    }

    public bool Contains(ReadOnlySpan<char> word)
        => (uint)(word.Length - 1) < (uint)_longest
            && (_ends[(word[0] | _case) % Ends] >> ((word[^1] | _case) % Ends) & 1) != 0
            && _words.Contains(word);
}
