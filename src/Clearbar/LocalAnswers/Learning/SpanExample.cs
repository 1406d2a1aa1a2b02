using Clearbar.LocalAnswers.Extraction;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>The candidates of a text and which of them a higher rung copied.</summary>
/// <param name="Targets">For each member, in the members' order.</param>
public sealed record SpanExample(ExampleOrigin Origin, DateTimeOffset At, SpanSheet Sheet, IReadOnlyList<MemberTarget> Targets) : Example(Origin, At)
{
    internal override void CountIn(LabelBook book)
    {
        foreach (var target in Targets)
        {
            if (target.Constant != LabelBook.Unreadable)
            {
                book.Count(target.Constant);
            }
        }
    }

    internal override byte[] Encode() => SpanExampleFormat.Encode(this);
}
