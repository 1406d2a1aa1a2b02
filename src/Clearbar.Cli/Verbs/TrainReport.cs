using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.LocalAnswers;

namespace Clearbar.Cli.Verbs;

/// <summary>What <c>clearbar train</c> prints: the certified threshold and the curve behind it.</summary>
internal static class TrainReport
{
    public static void Write(LocalAnswerer answerer, double target, string path, bool json, TextWriter output)
    {
        var certified = answerer.Curve.Certify(target, answerer.Delta);
        if (json)
        {
            output.WriteLine(ToJson(answerer, target, certified, path));
        }
        else
        {
            WriteTable(answerer, target, certified, path, output);
        }
    }

    private static void WriteTable(LocalAnswerer answerer, double target, AgreementPoint? certified, string path, TextWriter output)
    {
        output.WriteLine(Text($"{answerer.Labels.Count} labels, {answerer.FeatureCount} features, written to {path}"));
        output.WriteLine();
        output.WriteLine("answered  agreement  95 % interval      at confidence");
        foreach (var point in answerer.Curve.Points)
        {
            // Every fifth per cent of the curve is enough for a reader; the certified one is always shown.
            if ((int)Math.Round(point.Share * 100) % 5 == 0 || point == certified)
            {
                var mark = point == certified ? "  <- certified" : "";
                output.WriteLine(Text(
                    $"{point.Share,7:P1}  {point.Agreement,9:P2}  {point.Lower,7:P2} to {point.Upper,7:P2}  >= {point.Threshold:F4}{mark}"));
            }
        }

        output.WriteLine();
        output.WriteLine(certified is { } found
            ? Text($"At confidence {found.Threshold:F4} and above, {found.Share:P1} of such requests are answered, at an agreement of {target:0.##%} or better (certainty {1 - answerer.Delta:P0}).")
            : Text($"An agreement of {target:0.##%} is not certified at any threshold: more examples are needed, or a lower --target."));
    }

    private static string ToJson(LocalAnswerer answerer, double target, AgreementPoint? certified, string path)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("out", path);
            json.WriteNumber("labels", answerer.Labels.Count);
            json.WriteNumber("features", answerer.FeatureCount);
            json.WriteNumber("target", target);
            json.WriteNumber("delta", answerer.Delta);
            json.WritePropertyName("certified");
            if (certified is { } found)
            {
                WritePoint(json, found);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteStartArray("curve");
            foreach (var point in answerer.Curve.Points)
            {
                WritePoint(json, point);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WritePoint(Utf8JsonWriter json, AgreementPoint point)
    {
        json.WriteStartObject();
        json.WriteNumber("threshold", point.Threshold);
        json.WriteNumber("answered", point.Answered);
        json.WriteNumber("share", Math.Round(point.Share, 6));
        json.WriteNumber("agreement", Math.Round(point.Agreement, 6));
        json.WriteNumber("lower95", Math.Round(point.Lower, 6));
        json.WriteNumber("upper95", Math.Round(point.Upper, 6));
        json.WriteEndObject();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
