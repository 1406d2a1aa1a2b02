using Clearbar.LocalAnswers.Extraction;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>The value of each member, and where in the text it may have been copied from.</summary>
/// <param name="Values">Null where a member's value cannot be read.</param>
/// <param name="Matches">In the values' order; empty where the value does not stand in the text.</param>
internal sealed record SpanLesson(
    string? Said, SpanSheet Sheet, IReadOnlyList<MemberValue?> Values, IReadOnlyList<IReadOnlyList<(byte Span, ushort Forms)>> Matches) : Lesson(Said)
{
    public override void AppendTo(ExampleStore store, ExampleOrigin origin, DateTimeOffset at)
    {
        var targets = new MemberTarget[Values.Count];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = new MemberTarget(Constant(store, Values[i]?.Name, Matches[i].Count > 0), Matches[i]);
        }

        store.Append(new SpanExample(origin, at, Sheet, targets));
    }

    /// <summary>
    /// Of a value that stands in the text not even a hash is kept, unless its name is known already: somebody's number must not be found by trying all.
    /// </summary>
    private static ulong Constant(ExampleStore store, string? name, bool isInText)
    {
        if (name is null || !isInText)
        {
            return store.Take(name);
        }

        var hash = LabelBook.HashOf(name);
        return store.Labels.NameOf(hash) is null ? LabelBook.Unreadable : hash;
    }
}
