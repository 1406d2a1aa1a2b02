using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>What a class learns to answer: a label, or values that are copied out of the text. Immutable.</summary>
internal abstract class LearningTask(LocalLearningOptions options)
{
    protected LocalLearningOptions Options => options;

    public static LearningTask Of(LocalLearningOptions options) =>
        options.Extract is { } members ? new ExtractionTask(options, members) : new LabelTask(options);

    /// <summary>False for requests that it could never answer.</summary>
    public virtual bool CanJudge(RequestOutline outline) => LocalRung.CanJudge(outline);

    /// <summary>Reads an accepted answer. Takes some time; nothing of the text is kept but what the lesson holds.</summary>
    public abstract Lesson Read(string text, Answer answer);

    /// <summary>Where the model in force lies.</summary>
    public abstract string PathOf(LearningFiles files);

    /// <exception cref="InvalidDataException">The file is none, or damaged.</exception>
    public abstract ILearnedModel Load(Stream stream);

    /// <summary>One look at the examples: train, measure on what was not trained on, certify or say what is missing.</summary>
    /// <param name="names">Names of label hashes.</param>
    /// <param name="delta">Error chance of this look.</param>
    public abstract LearningOutcome Look(
        IReadOnlyList<Example> examples, IReadOnlyDictionary<ulong, string> names, double delta, TimeProvider clock, CancellationToken cancellation);

    /// <summary>The rung that answers by a model; null when the class's gates refuse what it would say.</summary>
    public abstract ILocalRung? RungOf(ILearnedModel model, double threshold, GateSet gates);

    /// <summary>Certifies what a training brought, or says what is missing.</summary>
    /// <param name="labels">Labels it knows.</param>
    protected LearningOutcome Judge(ILearnedModel model, int labels, double delta, TimeProvider clock)
    {
        var (curve, target) = (model.Curve, options.Agreement);
        if (curve.Certify(target, delta) is { } point)
        {
            var certificate = new LearningCertificate(clock.GetUtcNow(), point.Threshold, point.Total, point.Answered, point.Agreed, delta, labels);
            return new LearningOutcome(model, certificate, null, FormattableString.Invariant(
                $"certified: of {point.Total} examples {point.Share:P1} would be answered, {point.Agreement:P1} of them as the higher rungs did"));
        }

        var measured = curve.Points.Count == 0 ? 0 : curve.Points[^1].Total;
        var needed = curve.TextsNeeded(target, delta) is { } texts ? Math.Max(1, texts - measured) : (int?)null;
        return new LearningOutcome(null, null, needed, needed is { } more
            ? FormattableString.Invariant($"an agreement of {target:0.##%} is not certified by {measured} examples yet; about {more} more are needed")
            : FormattableString.Invariant($"an agreement of {target:0.##%} is not in sight with {measured} examples: the surest answers agree less often"));
    }
}
