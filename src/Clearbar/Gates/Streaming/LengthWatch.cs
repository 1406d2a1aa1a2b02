namespace Clearbar.Gates.Streaming;

/// <summary>
/// <c>length</c>: doomed over a maximum, since no count shrinks while a text grows; safe at every minimum where there is no maximum.
/// </summary>
internal sealed class LengthWatch(LengthGate gate) : GateWatch
{
    private readonly bool _hasMax = (gate.Bounds.MaxChars ?? gate.Bounds.MaxWords ?? gate.Bounds.MaxLines) is not null;
    private TextLength _length;

    protected override void Look(ReadOnlySpan<char> text, int from)
    {
        _length.Add(text[from..]);
        if (gate.TooLong(_length) is { } tooLong)
        {
            Doom(tooLong.Reason);
        }
        else if (!_hasMax && gate.TooShort(_length) is null)
        {
            Pass();
        }
    }
}
