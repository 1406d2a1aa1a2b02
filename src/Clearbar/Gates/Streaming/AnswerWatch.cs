namespace Clearbar.Gates.Streaming;

/// <summary>
/// All gates of a set looking at one answer's text while it arrives: doomed when one of them is, safe when all are. Belongs to one attempt, not
/// thread-safe; keeps at most <see cref="MaxChars"/> characters and says nothing of an answer that is longer.
/// </summary>
public sealed class AnswerWatch
{
    /// <summary>Longest text looked at: 2 MiB of memory, and twice what 128,000 tokens make.</summary>
    public const int MaxChars = 1024 * 1024;

    private readonly GateWatch[] _watches;
    private readonly bool _watchesAll;
    private char[] _text = new char[512];
    private int _length;

    /// <param name="watches">The watches of the gates that have one, in the order their gates are asked.</param>
    /// <param name="watchesAll">No gate of the set is without a watch, so that the answer can be safe.</param>
    internal AnswerWatch(GateWatch[] watches, bool watchesAll)
    {
        _watches = watches;
        _watchesAll = watchesAll;
    }

    public Outlook Outlook { get; private set; }

    /// <summary>Why the answer is doomed; empty while it is not.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Characters of text so far; not counted on once the outlook is certain.</summary>
    public int Length => _length;

    /// <summary>The next piece of the answer's text, however it was cut.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        if (Outlook != Outlook.Open || text.Length > MaxChars - _length)
        {
            // Too long to be kept: from here on there is a hole, so nothing may be said any more.
            _length = Outlook == Outlook.Open ? MaxChars : _length;
            return;
        }

        if (text.Length > _text.Length - _length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + text.Length));
        }

        text.CopyTo(_text.AsSpan(_length));
        var from = _length;
        _length += text.Length;
        Look(from);
    }

    private void Look(int from)
    {
        var safe = 0;
        foreach (var watch in _watches)
        {
            watch.See(_text.AsSpan(0, _length), from);
            if (watch.Outlook == Outlook.Doomed)
            {
                Outlook = Outlook.Doomed;
                Reason = watch.Reason;
                return;
            }

            safe += watch.Outlook == Outlook.Safe ? 1 : 0;
        }

        if (_watchesAll && safe == _watches.Length)
        {
            Outlook = Outlook.Safe;
        }
    }
}
