namespace Clearbar.LocalAnswers.Learning;

/// <summary>A text's features and the label a higher rung answered.</summary>
/// <param name="Label">Hash of the label; <see cref="LabelBook.Unreadable"/> where the answer held none.</param>
public sealed record LabelExample(ExampleOrigin Origin, DateTimeOffset At, ulong Label, FeatureBag Features) : Example(Origin, At)
{
    internal override void CountIn(LabelBook book) => book.Count(Label);

    internal override byte[] Encode() => ExampleFormat.Encode(this);
}
