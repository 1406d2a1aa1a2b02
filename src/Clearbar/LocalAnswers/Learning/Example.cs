namespace Clearbar.LocalAnswers.Learning;

/// <summary>A text's features and what a higher rung answered.</summary>
/// <param name="Label">Hash of the label; <see cref="LabelBook.Unreadable"/> where the answer held none.</param>
public sealed record Example(ExampleOrigin Origin, DateTimeOffset At, ulong Label, FeatureBag Features)
{
    /// <summary>Which requests became examples like this one did not depend on their text: agreement may be measured on it.</summary>
    public bool IsUniform => Origin != ExampleOrigin.Declined;
}
