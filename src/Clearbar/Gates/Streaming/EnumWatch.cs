namespace Clearbar.Gates.Streaming;

/// <summary>
/// <c>enum</c> of the whole text: doomed when no value begins with what has come. White space at the end may still turn out to be the end's, which is
/// trimmed. Never safe: text may follow any value.
/// </summary>
internal sealed class EnumWatch(IReadOnlyCollection<string> values) : GateWatch
{
    private readonly int _longest = values.Max(static value => value.Length);

    protected override void Look(ReadOnlySpan<char> text, int from)
    {
        var begun = text.TrimStart();
        var trimmed = begun.TrimEnd();
        if (trimmed.Length <= _longest)
        {
            foreach (var value in values)
            {
                if (value.AsSpan().StartsWith(begun, StringComparison.Ordinal) || value.AsSpan().SequenceEqual(trimmed))
                {
                    return;
                }
            }
        }

        Doom("enum: text not in enum");
    }
}
