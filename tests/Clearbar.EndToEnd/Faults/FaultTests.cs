using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;

namespace Clearbar.EndToEnd.Faults;

/// <summary>
/// Everything an upstream can do wrong, in every shape, relayed at once and held until checked, against one table of what the client is told and
/// what the ledger says. <c>CLEARBAR_UPDATE_TABLES=1</c> writes the table anew; read the difference before committing it.
/// </summary>
public sealed class FaultTests
{
    private const string Checked = "checked";

    [Fact]
    public async Task Every_fault_ends_as_the_table_says()
    {
        var table = new StringBuilder();
        var violations = new List<string>();
        foreach (var shape in Enum.GetValues<Shape>())
        {
            foreach (var held in (bool[])[false, true])
            {
                await RunAsync(shape, held, table, violations);
            }
        }

        Compare(table.ToString());
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    private static async Task RunAsync(Shape shape, bool held, StringBuilder table, List<string> violations)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstream.Address),
            config => config["classes"] = new JsonObject
            {
                [Checked] = new JsonObject
                {
                    ["ladder"] = new JsonArray("opus"),
                    ["gates"] = new JsonArray(new JsonObject { ["stopReason"] = new JsonArray("end_turn") }),
                },
            });
        var replies = new List<(Fault Fault, ClientReply Reply)>();
        foreach (var fault in Fault.All)
        {
            if (fault.Reply(shape) is { } scripted)
            {
                var reply = await AskAsync(gateway, upstream, shape, held, scripted);
                replies.Add((fault, reply));

                // The same client, right after: neither its connection nor the gateway is any the worse.
                var good = await AskAsync(gateway, upstream, shape, held, Answers.Good(shape));
                Assert.True(good.LooksComplete, $"{fault.Name}, {shape}: the next good answer is broken");
                Assert.Equal("a good answer", good.Text);
            }
        }

        var ledger = await gateway.LedgerAsync();
        Assert.DoesNotContain(ledger, static row => row.Outcome == EntryOutcome.Open);
        var byRequest = ledger.ToLookup(row => row.RequestId, StringComparer.Ordinal);
        Assert.Equal(replies.Count * 2, byRequest.Count);
        Assert.Equal(upstream.Entries.Count, upstream.Entries.Distinct(StringComparer.Ordinal).Count());
        Assert.All(upstream.Entries, id => Assert.Contains(ledger, row => row.EntryId == Guid.ParseExact(id, "N")));
        foreach (var (fault, reply) in replies)
        {
            var tries = byRequest[reply.Header("x-clearbar-id")!].OrderBy(static row => row.Attempt).ToList();
            table.Append(Line(fault, shape, held, reply, tries)).Append('\n');
            violations.AddRange(Violations(shape, reply, tries[^1]).Select(what => $"{fault.Name}, {shape}, held {held}: {what}"));
        }
    }

    /// <summary>What must hold in every line, so that no update of the table can lose it.</summary>
    private static IEnumerable<string> Violations(Shape shape, ClientReply reply, LedgerRow row)
    {
        if (reply.WasCut)
        {
            yield return "the client's transport broke";
        }

        if (reply.LooksComplete && (reply.Text != "a good answer" || reply.ErrorType is not null))
        {
            yield return "it looks complete and is not";
        }

        if (!reply.LooksComplete && (reply.ErrorType is null || string.IsNullOrEmpty(reply.ErrorMessage)))
        {
            yield return $"the client is not told of an error in its dialect: {reply.Status} {reply.BodyText}";
        }

        if (!shape.IsStream() && reply.IsStream)
        {
            yield return "a stream for who did not ask for one";
        }

        if (reply.LooksComplete != (row.Outcome == EntryOutcome.Accepted))
        {
            yield return $"the ledger says {row.Outcome}";
        }

        if (row.PriceStatus == PriceStatus.Unknown && (row.Cost is not null || row.Ceiling is null))
        {
            yield return "an unknown price is a ceiling and no number";
        }
    }

    private static async Task<ClientReply> AskAsync(GatewayHarness gateway, RawUpstream upstream, Shape shape, bool held, RawReply scripted)
    {
        upstream.Reply = scripted;
        if (scripted.Transport == RawEnd.Refused)
        {
            await upstream.CloseAsync();
        }

        var reply = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "opus", "hi", held ? Checked : null));
        if (scripted.Transport == RawEnd.Refused)
        {
            upstream.Reopen();
        }

        return reply;
    }

    /// <summary>The last try is the one told; the number of tries stands before it, and whether the client is told to let it be.</summary>
    private static string Line(Fault fault, Shape shape, bool held, ClientReply reply, List<LedgerRow> tries)
    {
        var row = tries[^1];
        var retry = reply.Header("x-should-retry") == "false" ? "final" : "";
        var told = reply.LooksComplete ? "the answer" : $"{(reply.IsStream ? "event " : "")}{reply.ErrorType}";
        var cost = row.Cost is null ? "?" : row.Cost.ToString();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{shape,-14} | {(held ? "held" : "passed"),-6} | {fault.Name,-37} | {reply.Status} {told,-37} | {retry,-5} | {tries.Count}x {row.Outcome,-8} {row.Status,3} | {row.PriceStatus,-9} {cost,-9} | in {row.Usage.Input,3} out {row.Usage.Output,2}");
    }

    private static void Compare(string actual, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "faults.table");
        if (Environment.GetEnvironmentVariable("CLEARBAR_UPDATE_TABLES") == "1")
        {
            File.WriteAllText(path, actual);
        }

        using var resource = typeof(FaultTests).Assembly.GetManifestResourceStream("faults.table");
        Assert.True(resource is not null || File.Exists(path), "the table is missing");
        using var reader = resource is null || File.Exists(path) ? new StreamReader(path) : new StreamReader(resource);
        var expected = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        var lines = actual.Split('\n');
        var different = lines.Except(expected, StringComparer.Ordinal).Select(line => "is  " + line)
            .Concat(expected.Except(lines, StringComparer.Ordinal).Select(line => "was " + line)).ToList();
        Assert.True(different.Count == 0, string.Join('\n', different));
        Assert.Equal(expected.Length, lines.Length);
    }
}
