using System.Globalization;
using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;
using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar estimate --example tickets</c>: when a published figure is true, and what it hides.</summary>
internal static class EstimateVerbTickets
{
    public static void Write(TicketExample example, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(Json(example));
        }
        else
        {
            WriteText(example, output);
        }
    }

    private static void WriteText(TicketExample example, TextWriter output)
    {
        output.WriteLine("Published: 10,000 support tickets of about 3,700 tokens on Claude Haiku 4.5 for about $37.");
        var table = new Table { Border = TableBorder.Simple };
        foreach (var name in (ReadOnlySpan<string>)["input / output", "input tokens", "output tokens", "at once $", "in a batch $"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        table.AddColumn("");
        foreach (var split in example.Splits)
        {
            table.AddRow(
                $"{100 - split.OutputPercent} / {split.OutputPercent}",
                $"{split.Input:N0}",
                $"{split.Output:N0}",
                $"{split.Now.Amount:N2}",
                $"{split.Batch.Amount:N2}",
                Remark(split));
        }

        EstimateVerbConsole.Of(output).Write(table);
        var share = 100m * example.TrueOutputBatch / TicketExample.TokensPerTicket;
        output.WriteLine($"$37 is true at once with {example.TrueOutputNow:0.##} output tokens per ticket: all 37 million tokens are "
            + "input, and nothing is answered.");
        output.WriteLine($"In a batch it is true with {example.TrueOutputBatch:0.##} output tokens per ticket ({share:0.#} %).");
        output.WriteLine("The same example was printed with other models:");
        foreach (var figure in example.Elsewhere)
        {
            output.WriteLine($"  {figure.ModelId}: ${figure.Printed.Amount:N2}, which pays for {figure.ImpliedInputMillions:0.##} "
                + $"million input tokens; 37 million cost ${figure.AllInput.Amount:N2}.");
        }

        output.WriteLine($"At that reading, a fifth of the tokens, Haiku 4.5 would be ${example.HaikuAtThatReading.Amount:N2}. The "
            + "figures contradict each other; do not plan with them.");
        output.WriteLine();
        output.WriteLine("Assumptions and sources");
        output.WriteLine($"  Prices of {TicketExample.Date:yyyy-MM-dd} from the price book; no prompt cache, global endpoint, before tax.");
        output.WriteLine("  37.00 on Haiku 4.5: page \"Bedrock Claude Pricing\" (its sources read 2026-05-29), which states no split.");
        output.WriteLine("  22.20 with Sonnet 4.5 and 37.00 with Opus 4.6: Anthropic pricing page, copies up to March 2026.");
    }

    private static string Json(TicketExample example) => EstimateVerbJson.Write(json =>
    {
        json.WriteString("example", "tickets");
        json.WriteString("model", "claude-haiku-4-5");
        json.WriteString("date", TicketExample.Date.ToString("yyyy-MM-dd", null));
        json.WriteNumber("tickets", TicketExample.Tickets);
        json.WriteNumber("tokensPerTicket", TicketExample.TokensPerTicket);
        json.WriteString("publishedUsd", Amount(TicketExample.PublishedUsd));
        json.WriteStartArray("splits");
        foreach (var split in example.Splits)
        {
            json.WriteStartObject();
            json.WriteNumber("outputPercent", split.OutputPercent);
            json.WriteNumber("inputTokens", split.Input);
            json.WriteNumber("outputTokens", split.Output);
            json.WriteString("nowUsd", split.Now.ToString());
            json.WriteString("batchUsd", split.Batch.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("publishedIsTrueAtOutputTokensNow", Amount(example.TrueOutputNow));
        json.WriteString("publishedIsTrueAtOutputTokensBatch", Amount(example.TrueOutputBatch));
        json.WriteStartArray("elsewhere");
        foreach (var figure in example.Elsewhere)
        {
            json.WriteStartObject();
            json.WriteString("model", figure.ModelId);
            json.WriteString("printedUsd", figure.Printed.ToString());
            json.WriteString("impliedInputMillions", Amount(figure.ImpliedInputMillions));
            json.WriteString("allInputUsd", figure.AllInput.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("haikuAtThatReadingUsd", example.HaikuAtThatReading.ToString());
    });

    private static string Remark(TicketSplit split)
    {
        if (split.Now.Amount == TicketExample.PublishedUsd)
        {
            return "<- the published figure, at once";
        }

        return split.Batch.Amount == TicketExample.PublishedUsd ? "<- the published figure, in a batch" : "";
    }

    private static string Amount(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}
