using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.LocalAnswers.Extraction;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>Learns which pieces of a text are copied into the answer.</summary>
/// <param name="members">Members of the answer; empty where the whole answer is the value.</param>
internal sealed class ExtractionTask(LocalLearningOptions options, IReadOnlyList<string> members) : LearningTask(options)
{
    /// <summary>Below this share of answers that stand in their texts, or recur, no threshold could be certified.</summary>
    private const double LeastShare = 0.2;

    private readonly ExtractionReader _reader = new(members);

    private IReadOnlyList<string> Names => members.Count == 0 ? [""] : members;

    public override bool CanJudge(RequestOutline outline) => base.CanJudge(outline) && outline.LastUserText!.Length <= SpanSheet.MaximumChars;

    public override Lesson Read(string text, Answer answer)
    {
        var values = _reader.Read(answer);
        var (sheet, spans) = SpanReading.Of(text);
        var matches = new IReadOnlyList<(byte Span, ushort Forms)>[values.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            matches[i] = values[i] is { } value ? SpanMatcher.Matches(text, spans, value) : [];
        }

        return new SpanLesson(ExtractionReader.Said(values), sheet, values, matches);
    }

    public override string PathOf(LearningFiles files) => files.Extractor;

    public override ILearnedModel Load(Stream stream)
    {
        var extractor = SpanExtractor.Load(stream);
        return extractor.Members.SequenceEqual(Names, StringComparer.Ordinal) ? extractor : throw new InvalidDataException("The extractor file has other members.");
    }

    public override LearningOutcome Look(
        IReadOnlyList<Example> examples, IReadOnlyDictionary<ulong, string> names, double delta, TimeProvider clock, CancellationToken cancellation)
    {
        var rows = new List<SpanRow>(examples.Count);
        foreach (var example in examples)
        {
            if (example is SpanExample { Targets.Count: var targets } spans && targets == Names.Count)
            {
                rows.Add(new SpanRow(spans.Sheet, spans.Targets, spans.IsUniform));
            }
        }

        if (WhyNot(rows, names) is { } reason)
        {
            return new LearningOutcome(null, null, null, reason);
        }

        var training = new SpanExtractorOptions { Delta = delta };
        var extractor = SpanExtractorTrainer.Train(rows, Names, names, training, new TrainingRest(clock, cancellation), cancellation);
        return Judge(extractor, 0, delta, clock);
    }

    public override ILocalRung? RungOf(ILearnedModel model, double threshold, GateSet gates) =>
        new ExtractingRung((SpanExtractor)model, threshold, members.Count == 0, Options.ConfidenceMember, gates);

    private static string? WhyNot(List<SpanRow> rows, IReadOnlyDictionary<ulong, string> names)
    {
        var found = 0;
        foreach (var row in rows)
        {
            found += row.Targets.All(target => target.Matches.Count > 0 || names.ContainsKey(target.Constant)) ? 1 : 0;
        }

        return found >= LeastShare * rows.Count
            ? null
            : FormattableString.Invariant($"only {found} of {rows.Count} answers are copied from their texts or recur; check 'extract'");
    }
}
