using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>A member of an object: its name, still escaped, and its value.</summary>
internal readonly ref struct BodyMember
{
    public BodyMember(ReadOnlySpan<byte> name, BodyNode value)
    {
        Name = name;
        Value = value;
    }

    public ReadOnlySpan<byte> Name { get; }

    public BodyNode Value { get; }

    public bool Is(ReadOnlySpan<byte> word) => JsonText.AreEqual(Name, word);
}
