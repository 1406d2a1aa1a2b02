using System.Buffers.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// One value of a <see cref="BodyTree"/>, valid as long as the tree holds this text. An absent value is an ordinary node that does not
/// exist and has no members, so paths are followed without asking at each step; JSON null counts as absent.
/// </summary>
internal readonly ref struct BodyNode
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<BodyTree.Entry> _entries;
    private readonly int _index;

    public BodyNode(ReadOnlySpan<byte> json, ReadOnlySpan<BodyTree.Entry> entries, int index)
    {
        _json = json;
        _entries = entries;
        _index = index;
    }

    public JsonTokenType Kind => _entries.IsEmpty ? JsonTokenType.None : _entries[_index].Kind;

    public bool Exists => Kind is not (JsonTokenType.None or JsonTokenType.Null);

    public bool IsObject => Kind == JsonTokenType.StartObject;

    public bool IsArray => Kind == JsonTokenType.StartArray;

    public bool IsString => Kind == JsonTokenType.String;

    public bool IsNumber => Kind == JsonTokenType.Number;

    public bool IsTrue => Kind == JsonTokenType.True;

    /// <summary>A string with at least one character.</summary>
    public bool IsFilledString => IsString && _entries[_index].Length > 2;

    /// <summary>The value's own bytes, quotes and braces included.</summary>
    public ReadOnlySpan<byte> Raw => _entries.IsEmpty ? default : _json.Slice(_entries[_index].Start, _entries[_index].Length);

    /// <summary>The inside of a string, still escaped; empty for any other value.</summary>
    public ReadOnlySpan<byte> Inner => IsString ? Raw[1..^1] : default;

    /// <summary>The text of a string; null for any other value.</summary>
    public string? Text => IsString ? JsonText.Decode(Inner) : null;

    public BodyElements Elements => new(_json, IsArray ? _entries : default, _index);

    public BodyMembers Members => new(_json, IsObject ? _entries : default, _index);

    /// <summary>The only member of a union. Does not exist when there is none or more than one.</summary>
    public BodyMember OnlyMember
    {
        get
        {
            var members = Members;
            var only = members.MoveNext() ? members.Current : default;
            return members.MoveNext() ? default : only;
        }
    }

    /// <summary>The member of this name; of two, the later one, as JSON parsers have it.</summary>
    public BodyNode this[ReadOnlySpan<byte> name]
    {
        get
        {
            var found = default(BodyNode);
            foreach (var member in Members)
            {
                if (member.Is(name))
                {
                    found = member.Value;
                }
            }

            return found;
        }
    }

    /// <summary>The whole number at hand; false for any other value and for fractions or numbers that do not fit.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return IsNumber && Utf8Parser.TryParse(Raw, out value, out var consumed) && consumed == Raw.Length;
    }

    /// <summary>The string at hand is <paramref name="word"/>.</summary>
    public bool Is(ReadOnlySpan<byte> word) => IsString && JsonText.AreEqual(Inner, word);

    /// <summary>The string at hand begins with <paramref name="word"/>, written without escapes.</summary>
    public bool StartsWith(ReadOnlySpan<byte> word) => Inner.StartsWith(word);
}
