using System.CommandLine;
using Clearbar.Pricing;
using Clearbar.Pricing.Import;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar prices diff</c>: two price files, row by row.</summary>
internal static class PricesVerbDiff
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Price file." };
        var second = new Argument<string?>("file2")
        {
            Description = "The newer file; without it FILE is compared with the built-in prices.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = PricesVerb.FormatOption();
        var command = new Command("diff", "Compare price files row by row: added, removed, changed with old and new.")
        {
            file, second, format,
        };
        command.SetAction(parsed => PricesVerb.Answering(parsed.InvocationConfiguration.Error, () =>
        {
            var named = PriceBook.Load(parsed.GetValue(file)!);
            var (before, after) = parsed.GetValue(second) is { } newer ? (named, PriceBook.Load(newer)) : (PriceBook.Embedded, named);
            Write(before, after, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static void Write(PriceBook before, PriceBook after, bool isJson, TextWriter output)
    {
        var changes = PriceFileDiff.Between(before.File, after.File);
        if (isJson)
        {
            output.WriteLine(Json(before, after, changes));
            return;
        }

        output.WriteLine($"{before.Version} -> {after.Version}");
        foreach (var change in changes)
        {
            output.WriteLine(change.Kind switch
            {
                "added" => $"+ {change.Row}: {change.New}",
                "removed" => $"- {change.Row}: {change.Old}",
                _ => $"~ {change.Row}: {change.Field} {change.Old} -> {change.New}",
            });
        }

        output.WriteLine($"{changes.Count(change => change.Kind == "added")} added, {changes.Count(change => change.Kind == "removed")} "
            + $"removed, {changes.Count(change => change.Kind == "changed")} changed");
    }

    private static string Json(PriceBook before, PriceBook after, IReadOnlyList<PriceFileChange> changes) => EstimateVerbJson.Write(json =>
    {
        json.WriteString("old", before.Version);
        json.WriteString("new", after.Version);
        json.WriteStartArray("changes");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("kind", change.Kind);
            json.WriteString("row", change.Row);
            json.WriteString("field", change.Field);
            json.WriteString("old", change.Old);
            json.WriteString("new", change.New);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
