using System.Globalization;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>The measurement for a person.</summary>
public static class TextReport
{
    public static void Write(Measurement m, BenchOptions options, TextWriter to)
    {
        Line(to, $"{m.Data.Name}: {m.Data.Describe()}");
        Line(to, $"  right when every text is answered   {m.Accuracy:P2}");
        Line(to, $"  training, cross-validation included {m.TrainingSeconds:F1} s on {options.Parallelism} core(s)");
        Line(to, $"  one answer                          {m.MicrosecondsPerAnswer:F1} us, {m.BytesPerAnswer:F1} bytes allocated");
        Line(to, $"  file                                {m.FileBytes / 1e6:F1} MB, {m.Answerer.FeatureCount} features");
        to.WriteLine();
        to.WriteLine("            in training (out of fold)   on the unseen texts");
        to.WriteLine("  target    answered    agreement       answered    agreement  95 % interval        out of scope answered");
        foreach (var target in options.Targets)
        {
            WriteTarget(TargetResult.Of(m, target), m.OutOfScope.Length, to);
        }

        to.WriteLine();
        WritePlot(m, to);
    }

    private static void WriteTarget(TargetResult result, int outOfScope, TextWriter to)
    {
        if (result.Certified is not { } certified)
        {
            Line(to, $"  {result.Target,-8:0.##%}  not certified: nothing is answered");
            return;
        }

        var judged = result.Judged;
        var strangers = outOfScope == 0 ? "none given" : Format($"{result.OutOfScopeAnswered} of {outOfScope}");
        Line(to, Format($"  {result.Target,-8:0.##%}  {certified.Share,8:P1}    {certified.Agreement,9:P2}")
            + Format($"       {judged.Share,8:P1}    {judged.Agreement,9:P2}  {judged.Lower:P2} to {judged.Upper:P2}   {strangers}"));
    }

    // One column per 2 % of share, one line per half a per cent of agreement.
    private static void WritePlot(Measurement m, TextWriter to)
    {
        const int Columns = 50;
        var floor = Math.Floor(m.JudgedCurve.Points[^1].Agreement * 50) / 50;
        to.WriteLine("  agreement   o unseen texts   . out of fold");
        for (var level = 1.0; level > floor - 0.0025; level -= 0.005)
        {
            var cells = new char[Columns];
            Array.Fill(cells, ' ');
            Mark(cells, m.Answerer.Curve, level, '.');
            Mark(cells, m.JudgedCurve, level, 'o');
            Line(to, $"  {level,8:P1} |{new string(cells)}");
        }

        to.WriteLine("           +" + new string('-', Columns));
        to.WriteLine("            0 %         25 %         50 %        75 %    100 %  answered");
    }

    private static void Mark(char[] cells, AgreementCurve curve, double level, char mark)
    {
        foreach (var point in curve.Points)
        {
            if (Math.Abs(point.Agreement - level) <= 0.0025)
            {
                cells[Math.Min(cells.Length - 1, (int)(point.Share * cells.Length))] = mark;
            }
        }
    }

    private static void Line(TextWriter to, FormattableString text) => to.WriteLine(Format(text));

    private static void Line(TextWriter to, string text) => to.WriteLine(text);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
