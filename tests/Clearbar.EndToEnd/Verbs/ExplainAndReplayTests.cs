using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Verbs;

/// <summary>What went through a gateway is told and replayed by the executable, beside the running gateway.</summary>
public sealed class ExplainAndReplayTests
{
    private const string Question = "Which of the two is it?";
    private const string Label = """{"label":"a"}""";

    [Fact]
    public async Task A_climb_is_explained_by_its_id_and_replays_to_its_own_bill()
    {
        await using var gateway = await GatewayHarness.StartAsync(
            config => config["classes"] = new JsonObject
            {
                ["ladder"] = new JsonObject
                {
                    ["ladder"] = new JsonArray("haiku", "opus"),
                    ["gates"] = new JsonArray(JsonNode.Parse("""{"regex":"label"}""")),
                },
            },
            new EmulatorOptions
            {
                AnswerSheet = AnswerSheet.FromEntries(
                [
                    new AnswerSheetEntry(Question, new Dictionary<string, string>(StringComparer.Ordinal) { ["haiku"] = "I cannot say.", ["opus"] = Label }),
                ]),
            });
        var reply = await ClientReply.SendAsync(
            gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "opus", Question, "ladder", 64));
        var id = reply.Header("x-clearbar-id")!;

        var told = await CommandLine.RunAsync("explain", id, "--data", gateway.LedgerDirectory);
        await gateway.Host.Ledger.FlushAsync(TestContext.Current.CancellationToken);
        var drained = await CommandLine.RunAsync("explain", id, "--data", gateway.LedgerDirectory);
        var own = await CommandLine.RunAsync("replay", "--policy", "haiku>opus", "--data", gateway.LedgerDirectory, "--format", "json");
        var unknown = await CommandLine.RunAsync("explain", "req_nobody", "--data", gateway.LedgerDirectory);

        Assert.True(told.ExitCode == 0, told.Talk);
        Assert.Equal(told.Output, drained.Output);
        Assert.Contains("1. haiku: ", told.Output, StringComparison.Ordinal);
        Assert.Contains("its answer did not pass and another was asked for: regex", told.Output, StringComparison.Ordinal);
        Assert.Contains("2. opus: ", told.Output, StringComparison.Ordinal);
        Assert.Contains("which was asked for", told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Question, told.Output, StringComparison.Ordinal);
        Assert.True(own.ExitCode == 0, own.Talk);
        using var replayed = JsonDocument.Parse(own.Output);
        var total = replayed.RootElement.GetProperty("replays")[0].GetProperty("total");
        var paid = (await gateway.LedgerAsync()).Select(row => row.Cost!.Value.Amount).Sum();
        Assert.Equal(paid, decimal.Parse(total.GetProperty("nowUsd").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(total.GetProperty("thenUsd").GetString(), total.GetProperty("nowUsd").GetString());
        Assert.Equal(1, total.GetProperty("escalationsNow").GetDouble());
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("x-clearbar-id", unknown.Talk, StringComparison.Ordinal);
    }
}
