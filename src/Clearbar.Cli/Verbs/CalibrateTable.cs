using System.Globalization;
using System.Text;
using Clearbar.Certificates;

namespace Clearbar.Cli.Verbs;

/// <summary>What <c>clearbar calibrate</c> prints for a person: one line per class.</summary>
internal static class CalibrateTable
{
    public static string Of(CertificateFile file)
    {
        var promise = file.Certificates[0].Promise;
        var text = new StringBuilder();
        text.AppendLine(Line($"{file.Sample}: within {promise.Epsilon:0.##%} of the reference, with confidence {1 - promise.Delta:0.##%}"));
        text.AppendLine();
        text.Append("class                     policy                        pairs  lost  won  loss (95 % interval)      ")
            .AppendLine("saving (95 % interval)     result");
        foreach (var c in file.Certificates)
        {
            var loss = Line($"{c.Gap,6:P1} ({c.GapInterval.Low:P1} to {c.GapInterval.High:P1})");
            var saving = Line($"{c.Saving,6:P1} ({c.SavingInterval.Low:P1} to {c.SavingInterval.High:P1})");
            text.Append(Line($"{c.Class,-24}  {c.Policy,-28} {c.Pairs,6} {c.Losses,5} {c.Wins,4}  "))
                .AppendLine(Line($"{loss,-24}  {saving,-25}  {Result(c)}"));
        }

        text.AppendLine();
        return text.Append("lost / won: requests on which the policy scored lower / higher than the reference. ")
            .Append("A class without proof stays on its reference.")
            .ToString();
    }

    private static string Result(Certificate c)
        => c.Granted ? Line($"certified, p = {c.PValue:0.###}")
            : c.Policy == c.Reference ? "stay on " + c.Reference
            : c.MoreNeeded is { } more ? Line($"stay on {c.Reference}: about {more} more needed")
            : Line($"stay on {c.Reference}: the loss is not below epsilon");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
