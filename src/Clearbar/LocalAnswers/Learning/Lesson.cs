namespace Clearbar.LocalAnswers.Learning;

/// <summary>What is to be kept of an accepted answer, worked out before the store is taken.</summary>
/// <param name="Said">The answer as <see cref="ILocalRung.TrySay"/> would put it; null where it cannot be read.</param>
internal abstract record Lesson(string? Said)
{
    public abstract void AppendTo(ExampleStore store, ExampleOrigin origin, DateTimeOffset at);
}
