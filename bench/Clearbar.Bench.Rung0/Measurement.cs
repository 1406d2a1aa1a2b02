using System.Diagnostics;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>One trained answerer and what it did on the judged rows.</summary>
public sealed record Measurement(
    DataSet Data,
    LocalAnswerer Answerer,
    double TrainingSeconds,
    long FileBytes,
    double Accuracy,
    AgreementCurve JudgedCurve,
    float[] Confidences,
    bool[] Right,
    float[] OutOfScope,
    double MicrosecondsPerAnswer,
    double BytesPerAnswer)
{
    public static Measurement Run(DataSet data, BenchOptions options)
    {
        var progress = options.Json ? null : new ProgressLine();
        var watch = Stopwatch.StartNew();
        var answerer = LocalAnswererTrainer.Train(data.Learn, options.Training, progress);
        var seconds = watch.Elapsed.TotalSeconds;
        progress?.Clear();
        using var file = new MemoryStream();
        answerer.Save(file);

        var confidences = new float[data.Judge.Count];
        var right = new bool[data.Judge.Count];
        for (var i = 0; i < right.Length; i++)
        {
            var prediction = answerer.Predict(data.Judge[i].Text);
            confidences[i] = prediction.Confidence;
            right[i] = prediction.LabelIndex >= 0 && answerer.Labels[prediction.LabelIndex] == data.Judge[i].Label;
        }

        var (microseconds, bytes) = TimeAnswers(answerer, data.Judge);
        return new Measurement(
            data,
            answerer,
            seconds,
            file.Length,
            right.Count(static r => r) / (double)right.Length,
            AgreementCurve.Build(confidences, right),
            confidences,
            right,
            [.. data.OutOfScope.Select(text => answerer.Predict(text).Confidence)],
            microseconds,
            bytes);
    }

    /// <summary>What happens to the judged rows at one threshold.</summary>
    public AgreementPoint At(float threshold)
    {
        var (answered, agreed) = (0, 0);
        for (var i = 0; i < Right.Length; i++)
        {
            if (Confidences[i] >= threshold && Confidences[i] > 0)
            {
                answered++;
                agreed += Right[i] ? 1 : 0;
            }
        }

        return new AgreementPoint(threshold, answered, agreed, Right.Length);
    }

    // The fastest of many passes: other programs on the machine can only add time.
    private static (double Microseconds, double Bytes) TimeAnswers(LocalAnswerer answerer, List<LabelledText> rows)
    {
        var best = double.MaxValue;
        var bytes = 0L;
        for (var pass = 0; pass < 20; pass++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            foreach (var row in rows)
            {
                answerer.Predict(row.Text);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / rows.Count);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (best, (double)bytes / rows.Count);
    }
}
