namespace Clearbar.LocalAnswers.Extraction;

/// <summary>What a higher rung said for one member: the candidates it can be copied from, or the hash of a value that is not in the text.</summary>
/// <param name="Constant">Hash of a value that recurs without standing in the text, such as null; 0 for none.</param>
/// <param name="Matches">Candidates that are the value, and in which forms, as bits by <see cref="SpanForm"/>.</param>
public sealed record MemberTarget(ulong Constant, IReadOnlyList<(byte Span, ushort Forms)> Matches)
{
    public bool Is(int span, SpanForm form)
    {
        foreach (var (candidate, forms) in Matches)
        {
            if (candidate == span)
            {
                return (forms >> (int)form & 1) != 0;
            }
        }

        return false;
    }
}
