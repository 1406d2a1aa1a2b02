using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>Learns which of a closed set of labels a text gets.</summary>
internal sealed class LabelTask(LocalLearningOptions options) : LearningTask(options)
{
    public override Lesson Read(string text, Answer answer) => new LabelLesson(LabelReader.Read(answer, Options.LabelMember), FeatureBag.Of(text));

    public override string PathOf(LearningFiles files) => files.Answerer;

    public override ILearnedModel Load(Stream stream) => LocalAnswerer.Load(stream);

    public override LearningOutcome Look(
        IReadOnlyList<Example> examples, IReadOnlyDictionary<ulong, string> names, double delta, TimeProvider clock, CancellationToken cancellation)
    {
        var sample = LearningSample.Of([.. examples.OfType<LabelExample>()], names.GetValueOrDefault, Options.Labels.Count > 0);
        if (sample.WhyNot is { } reason)
        {
            return new LearningOutcome(null, null, null, reason);
        }

        var training = new LocalAnswererOptions { Delta = delta, AbstainLabel = sample.HasOther ? LearningSample.Other : null };
        var answerer = LocalAnswererTrainer.Train(sample.Rows, training, new TrainingRest(clock, cancellation), cancellation);
        return Judge(answerer, sample.LabelCount, delta, clock);
    }

    public override ILocalRung? RungOf(ILearnedModel model, double threshold, GateSet gates)
    {
        var answerer = (LocalAnswerer)model;
        var rung = new LocalRung(answerer, threshold, Options.LabelMember, Options.ConfidenceMember);
        foreach (var label in answerer.Labels)
        {
            // An answer that no gate would let pass from a model is none from here either.
            if (label != LearningSample.Other
                && !gates.EvaluateAlone(new Answer { Text = rung.Phrase(label, threshold), StopReason = StopReason.EndTurn }).Passed)
            {
                return null;
            }
        }

        return rung;
    }
}
