using Clearbar.Gates.Streaming;

namespace Clearbar.Gates;

/// <summary><c>length</c>: the answer's text has so many characters, words or lines.</summary>
public sealed class LengthGate(LengthGateOptions bounds) : IWatchingGate
{
    public string Name => "length";

    public GateCost Cost => GateCost.Text;

    /// <summary>The bounds; none of their counts can shrink as an answer grows.</summary>
    internal LengthGateOptions Bounds => bounds;

    public GateVerdict Check(GateInput input)
    {
        var length = default(TextLength);
        length.Add(input.Answer.Text);
        return TooLong(length) ?? TooShort(length) ?? GateVerdict.Pass(Name);
    }

    public GateWatch Watch() => new LengthWatch(this);

    /// <summary>The failure that no further text can undo, or null.</summary>
    internal GateVerdict? TooLong(TextLength length) => TooLong(length.Chars, bounds.MaxChars, "characters")
        ?? TooLong(length.Words, bounds.MaxWords, "words")
        ?? TooLong(length.Lines, bounds.MaxLines, "lines");

    /// <summary>The failure that further text can undo, or null.</summary>
    internal GateVerdict? TooShort(TextLength length) => TooShort(length.Chars, bounds.MinChars, "characters")
        ?? TooShort(length.Words, bounds.MinWords, "words")
        ?? TooShort(length.Lines, bounds.MinLines, "lines");

    private GateVerdict? TooLong(int count, int? max, string unit) =>
        count > max ? GateVerdict.Fail(Name, $"length: more than {max} {unit}") : null;

    private GateVerdict? TooShort(int count, int? min, string unit) =>
        count < min ? GateVerdict.Fail(Name, $"length: {count} {unit} < {min}") : null;
}
