namespace Clearbar.Gates.Streaming;

/// <summary>
/// Decides, character by character, whether a text begins with a JSON object or array.
/// <code>
/// lead  = *( ws / BOM ) [ fence ] ( "{" / "[" )
/// fence = "```" *( ALPHA / DIGIT / "-" / "_" / "+" / "." ) *ws        ; CommonMark 0.31, fenced code blocks, with the info strings models write
/// ws    = SP / HTAB / CR / LF                                          ; RFC 8259
/// </code>
/// </summary>
internal struct JsonLead
{
    private const char ByteOrderMark = '\uFEFF';

    private Stage _stage;

    private enum Stage : byte
    {
        Blank,
        OneTick,
        TwoTicks,
        Info,
        BlankAfterFence,
    }

    /// <summary>True: the value begins with this character. False: this text does not begin with one. Null: that is still open.</summary>
    public bool? Next(char current)
    {
        switch (_stage)
        {
            case Stage.OneTick or Stage.TwoTicks:
                _stage = _stage == Stage.OneTick ? Stage.TwoTicks : Stage.Info;
                return current == '`' ? null : false;
            case Stage.Info when char.IsAsciiLetterOrDigit(current) || current is '-' or '_' or '+' or '.':
                return null;
            case Stage.Blank when current == '`':
                _stage = Stage.OneTick;
                return null;
            case Stage.Blank when current == ByteOrderMark:
                return null;
        }

        if (current is ' ' or '\t' or '\r' or '\n')
        {
            _stage = _stage == Stage.Info ? Stage.BlankAfterFence : _stage;
            return null;
        }

        return current is '{' or '[';
    }
}
