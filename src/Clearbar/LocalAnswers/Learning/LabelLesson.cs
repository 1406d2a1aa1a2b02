namespace Clearbar.LocalAnswers.Learning;

/// <summary>A label, and the features of the text it was said of.</summary>
internal sealed record LabelLesson(string? Said, FeatureBag Features) : Lesson(Said)
{
    public override void AppendTo(ExampleStore store, ExampleOrigin origin, DateTimeOffset at) =>
        store.Append(new LabelExample(origin, at, store.Take(Said), Features));
}
