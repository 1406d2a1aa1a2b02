using System.CommandLine;
using Clearbar.Cli.Explaining;
using Clearbar.Configuration;
using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Stories;
using Clearbar.Pricing;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar explain</c>: everything the ledger knows of one request, or everything known of one class.</summary>
public static class ExplainVerb
{
    private const string About = """
        Tells what happened to one request (the id in its x-clearbar-id header), or what is known of one class: attempts in order with the gate's
        reasons, tokens, charges and times, what the asked model would have cost; a class's volume, spend, tiers, escalations and certificates.

        Certificates are read from the JSON files of the data directory, where 'clearbar calibrate --out' can put them.

        Examples:
          clearbar explain req_019aa2f0c7c27d0f8f5f0d5c1b6e2a11
          clearbar explain ticket-queue --since 2026-11-01
          clearbar explain ticket-queue --format json

        Exit codes: 0 told, 1 neither a request nor a class of that name is known, 2 wrong call, 3 no ledger there, 4 it cannot be read.
        """;

    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = "A request's id, or a class" };
        var since = ReportVerb.InstantOption("--since", "First day or instant a class is looked at, UTC");
        var until = ReportVerb.InstantOption("--until", "First day or instant no longer, UTC");
        since.Aliases.Add("--from");
        until.Aliases.Add("--to");
        var format = PricesVerb.FormatOption();
        format.Description = "table (sentences) or json";
        var input = new LedgerInput();
        var command = new Command("explain", About) { what, since, until, format };
        input.AddTo(command);
        command.SetAction((parsed, _) => input.UseAsync(parsed, source => Task.FromResult(Explain(
            parsed,
            new ClassQuestion(parsed.GetValue(what)!, source, input.DataDirectoryOf(parsed), parsed.GetValue(since), parsed.GetValue(until)),
            parsed.GetValue(format) == "json"))));
        return command;
    }

    private static int Explain(ParseResult parsed, ClassQuestion question, bool isJson)
    {
        var (output, talk) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var entries = question.DataDirectory is { } data
            ? JournaledEntries.Over(new LedgerLayout(data), question.Entries)
            : question.Entries;
        var attempts = entries.ReadRequest(question.Class).ToList();
        if (attempts.Count > 0)
        {
            var story = RequestStory.Of(attempts, PriceBook.Embedded, GatewayOptions.DefaultTiers);
            if (isJson)
            {
                output.WriteLine(RequestJson.Of(story));
            }
            else
            {
                RequestText.Write(story, output);
            }

            return ExitCodes.Ok;
        }

        if (ClassExplanation.Of(question with { Entries = entries }) is not { } explanation)
        {
            talk.WriteLine(Unknown(question));
            return ExitCodes.Failed;
        }

        if (isJson)
        {
            output.WriteLine(explanation.ToJson());
        }
        else
        {
            explanation.WriteText(output);
        }

        return ExitCodes.Ok;
    }

    private static string Unknown(ClassQuestion question)
        => $"Neither a request nor a class '{question.Class}' is known here. Check that the id is the whole value of the answer's x-clearbar-id header, that "
            + (question.DataDirectory is { } data
                ? $"--data ({Path.GetFullPath(data)}) is the directory of the gateway that answered"
                : "--ledger is an export of the right time")
            + ", that the entry is not older than ledger.retentionDays, and that the request was not refused before anything was sent "
            + "(then the ledger has nothing of it); 'clearbar report --by class' lists the classes.";
}
