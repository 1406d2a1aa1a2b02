using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Clearbar.Bench.Routing;

/// <summary>Writes lines for a person or for a program.</summary>
internal static class Report
{
    public static void WriteHeader(string dataSet, int learned, int judged, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(Text($"{dataSet}: {learned} learned, {judged} judged"));
        to.WriteLine("  policy                           accuracy        cost  of top   APGR  CPT50  CPT80  rescued wasted harmful  violations (worst class)");
    }

    public static void WriteText(PolicyLine line, TextWriter to)
    {
        var head = Text($"  {line.Policy,-32} {line.Accuracy,8:P2}  {line.Cost,10:G4} {line.CostShare,7:P1}");
        var curve = Text($"{Share(line.Curve?.Apgr, "F3"),6} {Share(line.Curve?.Cpt50, "P1"),6} {Share(line.Curve?.Cpt80, "P1"),6}");
        var escalations = Text($"{line.Rescued,8} {line.Wasted,6} {line.Harmful,7}");
        var violations = line.ViolationRate is null ? "" : Text($"   {line.ViolationRate:P2} ({line.WorstViolationRate:P1})");
        to.WriteLine($"{head} {curve} {escalations}{violations}{(line.Note is null ? "" : "   " + line.Note)}");
    }

    public static void WriteJson(PolicyLine line, TextWriter to)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("dataSet", line.DataSet);
            json.WriteString("policy", line.Policy);
            json.WriteNumber("n", line.Count);
            json.WriteNumber("accuracy", Math.Round(line.Accuracy, 6));
            json.WriteNumber("cost", Math.Round(line.Cost, 10));
            json.WriteNumber("costShare", Math.Round(line.CostShare, 6));
            Write(json, "apgr", line.Curve?.Apgr);
            Write(json, "cpt50", line.Curve?.Cpt50);
            Write(json, "cpt80", line.Curve?.Cpt80);
            Write(json, "violationRate", line.ViolationRate);
            Write(json, "worstClassViolationRate", line.WorstViolationRate);
            json.WriteNumber("rescued", line.Rescued);
            json.WriteNumber("wasted", line.Wasted);
            json.WriteNumber("harmful", line.Harmful);
            json.WriteEndObject();
        }

        to.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Share(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
