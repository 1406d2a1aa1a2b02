using System.Text;
using System.Text.Json;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>The measurement for a program: one line per data set and target.</summary>
public static class JsonReport
{
    public static void Write(Measurement m, BenchOptions options, TextWriter to)
    {
        foreach (var target in options.Targets)
        {
            to.WriteLine(Line(m, TargetResult.Of(m, target)));
        }
    }

    private static string Line(Measurement m, TargetResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("dataSet", m.Data.Name);
            json.WriteString("policy", "rung0");
            json.WriteNumber("target", result.Target);
            json.WriteNumber("learned", m.Data.Learn.Count);
            json.WriteNumber("n", m.Data.Judge.Count);
            json.WriteNumber("labels", m.Answerer.Labels.Count);
            json.WriteNumber("accuracy", Math.Round(m.Accuracy, 6));
            json.WriteBoolean("certified", result.Certified is not null);
            json.WriteNumber("delta", m.Answerer.Delta);
            if (result.Certified is { } certified)
            {
                json.WriteNumber("threshold", certified.Threshold);
                json.WriteNumber("outOfFoldShare", Math.Round(certified.Share, 6));
                json.WriteNumber("outOfFoldAgreement", Math.Round(certified.Agreement, 6));
            }

            json.WriteNumber("answered", result.Judged.Answered);
            json.WriteNumber("agreed", result.Judged.Agreed);
            json.WriteNumber("share", Math.Round(result.Judged.Share, 6));
            WriteAgreement(json, result.Judged);
            json.WriteNumber("outOfScope", m.OutOfScope.Length);
            json.WriteNumber("outOfScopeAnswered", result.OutOfScopeAnswered);
            WriteCosts(json, m);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    // Without an answer there is no agreement to report, good or bad.
    private static void WriteAgreement(Utf8JsonWriter json, AgreementPoint judged)
    {
        if (judged.Answered == 0)
        {
            json.WriteNull("agreement");
            return;
        }

        json.WriteNumber("agreement", Math.Round(judged.Agreement, 6));
        json.WriteNumber("lower95", Math.Round(judged.Lower, 6));
        json.WriteNumber("upper95", Math.Round(judged.Upper, 6));
    }

    private static void WriteCosts(Utf8JsonWriter json, Measurement m)
    {
        json.WriteNumber("trainingSeconds", Math.Round(m.TrainingSeconds, 2));
        json.WriteNumber("microsecondsPerAnswer", Math.Round(m.MicrosecondsPerAnswer, 2));
        json.WriteNumber("bytesAllocatedPerAnswer", Math.Round(m.BytesPerAnswer, 2));
        json.WriteNumber("features", m.Answerer.FeatureCount);
        json.WriteNumber("fileBytes", m.FileBytes);
    }
}
