using System.Diagnostics;
using Clearbar.LocalAnswers;
using Clearbar.LocalAnswers.Extraction;

namespace Clearbar.Bench.Rung0.Extraction;

/// <summary>One trained extractor and what it did on texts it had not seen.</summary>
/// <param name="Seen">Curve on new texts of the templates it learned.</param>
/// <param name="Unseen">Curve on texts of templates it never saw.</param>
public sealed record ExtractionMeasurement(
    TemplateSet Set, SpanExtractor Extractor, int Learned, AgreementCurve Seen, AgreementCurve Unseen, double TrainingSeconds, long FileBytes,
    double MicrosecondsPerAnswer, double BytesPerAnswer, IReadOnlyList<(float Confidence, bool Right)> SeenAnswers,
    IReadOnlyList<(float Confidence, bool Right)> UnseenAnswers)
{
    public const int Learn = 2000;
    public const int Judge = 2000;

    public static ExtractionMeasurement Run(TemplateSet set, BenchOptions options)
    {
        var learned = ExtractionText.Make(set, set.Learn, Learn, (int)options.Seed);
        var names = ExtractionText.NamesOf(learned);
        var rows = learned.ConvertAll(static text => text.ToRow());
        var watch = Stopwatch.StartNew();
        var extractor = SpanExtractorTrainer.Train(rows, set.MemberNames, names, new SpanExtractorOptions { Seed = options.Seed });
        var seconds = watch.Elapsed.TotalSeconds;
        using var file = new MemoryStream();
        extractor.Save(file);
        var seenTexts = ExtractionText.Make(set, set.Learn, Judge, (int)options.Seed + 1);
        var unseenTexts = ExtractionText.Make(set, set.Judge, Judge, (int)options.Seed + 2);
        var (seen, unseen) = (Answers(extractor, seenTexts), Answers(extractor, unseenTexts));
        var (microseconds, bytes) = TimeAnswers(extractor, unseenTexts);
        return new ExtractionMeasurement(
            set, extractor, Learn, CurveOf(seen), CurveOf(unseen), seconds, file.Length, microseconds, bytes, seen, unseen);
    }

    /// <summary>What happens to texts at one threshold.</summary>
    public static AgreementPoint At(IReadOnlyList<(float Confidence, bool Right)> answers, float threshold)
    {
        var answered = answers.Count(answer => answer.Confidence > 0 && answer.Confidence >= threshold);
        return new AgreementPoint(threshold, answered, answers.Count(answer => answer.Right && answer.Confidence > 0 && answer.Confidence >= threshold), answers.Count);
    }

    private static AgreementCurve CurveOf(List<(float Confidence, bool Right)> answers) =>
        AgreementCurve.Build([.. answers.Select(static answer => answer.Confidence)], [.. answers.Select(static answer => answer.Right)]);

    private static List<(float Confidence, bool Right)> Answers(SpanExtractor extractor, List<ExtractionText> texts) => texts.ConvertAll(text =>
    {
        var answer = extractor.Extract(text.Text);
        return (answer.Confidence, answer.Values.SequenceEqual(text.Values));
    });

    // The fastest of many passes: other programs on the machine can only add time.
    private static (double Microseconds, double Bytes) TimeAnswers(SpanExtractor extractor, List<ExtractionText> texts)
    {
        var best = double.MaxValue;
        var bytes = 0L;
        for (var pass = 0; pass < 10; pass++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            foreach (var text in texts)
            {
                extractor.Extract(text.Text);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / texts.Count);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (best, (double)bytes / texts.Count);
    }
}
