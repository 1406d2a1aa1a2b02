using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0.Extraction;

/// <summary>The measurement of extraction, for a person and for a program.</summary>
public static class ExtractionReport
{
    public static void Write(ExtractionMeasurement m, BenchOptions options, TextWriter to)
    {
        foreach (var target in options.Targets)
        {
            var certified = m.Extractor.Curve.Certify(target, m.Extractor.Delta);
            var threshold = certified?.Threshold ?? float.PositiveInfinity;
            var (seen, unseen) = (ExtractionMeasurement.At(m.SeenAnswers, threshold), ExtractionMeasurement.At(m.UnseenAnswers, threshold));
            to.WriteLine(options.Json ? Json(m, target, certified, seen, unseen) : Text(m, target, certified, seen, unseen));
        }

        if (!options.Json)
        {
            to.WriteLine(Format(
                $"  all answered: {m.Extractor.Curve.Points[^1].Agreement:P1} out of fold; training {m.TrainingSeconds:F1} s, file {m.FileBytes / 1e3:F0} kB, one answer {m.MicrosecondsPerAnswer:F0} us and {m.BytesPerAnswer:F0} bytes"));
        }
    }

    private static string Text(ExtractionMeasurement m, double target, AgreementPoint? certified, AgreementPoint seen, AgreementPoint unseen) => certified is null
        ? Format($"{m.Set.Name,-14} {target,-5:0.##%} not certified: nothing is answered")
        : Format($"{m.Set.Name,-14} {target,-5:0.##%} certified {certified.Value.Share,6:P1} at {certified.Value.Agreement,6:P1}")
            + Describe("known templates", seen) + Describe("unseen templates", unseen);

    private static string Describe(string of, AgreementPoint point) =>
        Format($" | {of}: {point.Share,6:P1} answered, {point.Agreement,6:P1} agree ({point.Lower:P1} to {point.Upper:P1})");

    private static string Json(ExtractionMeasurement m, double target, AgreementPoint? certified, AgreementPoint seen, AgreementPoint unseen)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("dataSet", "extraction-" + m.Set.Name);
            json.WriteString("policy", "rung0");
            json.WriteNumber("target", target);
            json.WriteNumber("learned", m.Learned);
            json.WriteBoolean("certified", certified is not null);
            json.WriteNumber("delta", m.Extractor.Delta);
            Write(json, "knownTemplates", seen);
            Write(json, "unseenTemplates", unseen);
            json.WriteNumber("trainingSeconds", Math.Round(m.TrainingSeconds, 2));
            json.WriteNumber("microsecondsPerAnswer", Math.Round(m.MicrosecondsPerAnswer, 2));
            json.WriteNumber("bytesAllocatedPerAnswer", Math.Round(m.BytesPerAnswer, 2));
            json.WriteNumber("fileBytes", m.FileBytes);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, string name, AgreementPoint point)
    {
        json.WriteStartObject(name);
        json.WriteNumber("n", point.Total);
        json.WriteNumber("answered", point.Answered);
        json.WriteNumber("agreed", point.Agreed);
        json.WriteNumber("share", Math.Round(point.Share, 6));
        if (point.Answered > 0)
        {
            json.WriteNumber("agreement", Math.Round(point.Agreement, 6));
            json.WriteNumber("lower95", Math.Round(point.Lower, 6));
            json.WriteNumber("upper95", Math.Round(point.Upper, 6));
        }

        json.WriteEndObject();
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
