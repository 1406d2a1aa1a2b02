namespace Clearbar.Gates.Streaming;

/// <summary>
/// Reads the JSON value a text begins with, while it arrives: doomed when the value can no longer become JSON, not even by what
/// <see cref="JsonRepair"/> mends. Says nothing of a text that begins otherwise, since a value may still come in it. Derived watches look at the values
/// inside as each of them ends. Memory is bounded by the depth; time is linear.
/// </summary>
/// <remarks>
/// The grammar is RFC 8259's with raw control characters in strings and a comma before a closing bracket. Where it is looser than the strict reader
/// that judges the whole answer (half surrogate pairs, numbers such as 01) nothing is said here, which is sound.
/// </remarks>
internal class JsonWatch(string gate) : GateWatch
{
    private readonly int[] _starts = new int[StrictJson.MaxDepth + 1];
    private JsonLead _lead;
    private State _state = State.Lead;
    private State _afterString;
    private string _literal = "";
    private int _matched;
    private ulong _objects;
    private int _keyStart;
    private bool _isPlain;

    private enum State : byte
    {
        Lead,
        Value,
        ValueOrEnd,
        NameOrEnd,
        Colon,
        CommaOrEnd,
        Text,
        Escape,
        Hex,
        Number,
        Literal,
        Over,
    }

    /// <summary>Open containers around what is read now; a value's own depth is the number of containers around it.</summary>
    protected int Depth { get; private set; }

    protected sealed override void Look(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length && Outlook == Outlook.Open && _state != State.Over; at++)
        {
            // Long strings are most of an answer.
            if (_state == State.Text)
            {
                var run = text[at..].IndexOfAny('"', '\\');
                if (run < 0)
                {
                    _isPlain &= text[at..].IndexOfAnyInRange('\0', '\u001f') < 0;
                    return;
                }

                _isPlain &= text.Slice(at, run).IndexOfAnyInRange('\0', '\u001f') < 0;
                at += run;
            }

            Step(text, at);
        }
    }

    /// <summary>A value begins; its first character says its type.</summary>
    protected virtual void Began(char first)
    {
    }

    /// <summary>A member's name has been read.</summary>
    /// <param name="name">Its letters; empty where <paramref name="isPlain"/> is false.</param>
    /// <param name="isPlain">False for a name with escapes, which is not decoded here.</param>
    protected virtual void Named(ReadOnlySpan<char> name, bool isPlain)
    {
    }

    /// <summary>A value has ended.</summary>
    /// <param name="value">Its characters as they came, not repaired.</param>
    protected virtual void Ended(ReadOnlySpan<char> value)
    {
    }

    private void Step(ReadOnlySpan<char> text, int at)
    {
        var current = text[at];
        switch (_state)
        {
            case State.Lead:
                ReadLead(current, at);
                break;
            case State.Text or State.Escape or State.Hex:
                ReadText(text, at);
                break;
            case State.Number when char.IsAsciiDigit(current) || current is '.' or 'e' or 'E' or '+' or '-':
                break;
            case State.Number:
                EndValue(text, at);
                ReadBetween(text, at);
                break;
            case State.Literal when _matched < _literal.Length:
                Expect(current == _literal[_matched++]);
                break;
            case State.Literal:
                EndValue(text, at);
                ReadBetween(text, at);
                break;
            default:
                ReadBetween(text, at);
                break;
        }
    }

    private void ReadLead(char current, int at)
    {
        if (_lead.Next(current) is not { } begins)
        {
            return;
        }

        _state = State.Over;
        if (begins)
        {
            BeginValue(current, at);
        }
    }

    private void ReadText(ReadOnlySpan<char> text, int at)
    {
        var current = text[at];
        switch (_state)
        {
            case State.Escape:
                Expect(current is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't' or 'u');
                (_state, _matched) = (current == 'u' ? State.Hex : State.Text, 0);
                break;
            case State.Hex:
                Expect(char.IsAsciiHexDigit(current));
                _state = ++_matched == 4 ? State.Text : State.Hex;
                break;
            case State.Text when current == '\\':
                _isPlain = false;
                _state = State.Escape;
                break;
            case State.Text when _afterString == State.Colon:
                _state = State.Colon;
                Named(_isPlain ? text[(_keyStart + 1)..at] : default, _isPlain);
                break;
            default:
                EndValue(text, at + 1);
                break;
        }
    }

    /// <summary>Brackets, commas, colons, white space, and the first character of a value.</summary>
    private void ReadBetween(ReadOnlySpan<char> text, int at)
    {
        var current = text[at];
        if (Outlook != Outlook.Open || _state == State.Over || current is ' ' or '\t' or '\r' or '\n')
        {
            return;
        }

        switch (_state)
        {
            case State.CommaOrEnd when current == ',':
                // Not "value": a comma before the closing bracket is mended.
                _state = InObject ? State.NameOrEnd : State.ValueOrEnd;
                break;
            case State.CommaOrEnd or State.NameOrEnd or State.ValueOrEnd when current == (InObject ? '}' : ']'):
                Depth--;
                _objects >>= 1;
                EndValue(text, at + 1);
                break;
            case State.NameOrEnd when current == '"':
                (_state, _afterString, _keyStart, _isPlain) = (State.Text, State.Colon, at, true);
                break;
            case State.Colon:
                Expect(current == ':');
                _state = State.Value;
                break;
            case State.Value or State.ValueOrEnd:
                BeginValue(current, at);
                break;
            default:
                Expect(false);
                break;
        }
    }

    private bool InObject => (_objects & 1) == 1;

    private void BeginValue(char first, int at)
    {
        _starts[Depth] = at;
        switch (first)
        {
            case '{' or '[':
                Began(first);
                _objects = (_objects << 1) | (first == '{' ? 1UL : 0UL);
                Expect(++Depth <= StrictJson.MaxDepth);
                _state = first == '{' ? State.NameOrEnd : State.ValueOrEnd;
                return;
            case '"':
                (_state, _afterString, _isPlain) = (State.Text, State.CommaOrEnd, true);
                break;
            case 't' or 'f' or 'n':
                (_state, _matched, _literal) = (State.Literal, 1, first == 't' ? "true" : first == 'f' ? "false" : "null");
                break;
            default:
                Expect(first == '-' || char.IsAsciiDigit(first));
                _state = State.Number;
                break;
        }

        if (Outlook == Outlook.Open)
        {
            Began(first);
        }
    }

    /// <param name="end">Index behind the value's last character.</param>
    private void EndValue(ReadOnlySpan<char> text, int end)
    {
        // What follows the whole value is prose: it makes no broken value good, and a second one makes the first ambiguous.
        _state = Depth == 0 ? State.Over : State.CommaOrEnd;
        Ended(text[_starts[Depth]..end]);
    }

    private void Expect(bool holds)
    {
        if (!holds && Outlook == Outlook.Open)
        {
            Doom($"{gate}: not JSON");
        }
    }
}
