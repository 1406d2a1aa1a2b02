using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger.Postgres;
using Clearbar.Tests.Ledger;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Replicas;

/// <summary>Two gateways on one PostgreSQL learn together: what one has seen promotes for both, what one takes back is taken back by both.</summary>
public sealed class SharedLearningTests : IAsyncLifetime
{
    private static readonly string[] Questions = [.. Enumerable.Range(0, 20).Select(static i => $"Which team takes question {i}?")];

    private readonly string _variable = $"CLEARBAR_TEST_{Guid.NewGuid():N}";
    private readonly PostgresAddress _address = PostgresServer.AddressOf($"l_{Guid.NewGuid():N}");
    private GatewayHarness _first = null!;
    private GatewayHarness _second = null!;

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable(_variable, $"{PostgresServer.ConnectionString};Search Path={_address.Schema}");
        _first = await StartAsync();
        _second = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        using var connection = _address.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"DROP SCHEMA IF EXISTS {_address.Schema} CASCADE";
        command.ExecuteNonQuery();
    }

    [Fact]
    public async Task What_one_has_learned_serves_on_both_and_bad_outcomes_at_one_take_it_back_on_both()
    {
        Assert.Equal("opus", (await AskAsync(_second, 0)).Header("x-clearbar-path"));
        await ServesAsync(_first, "haiku");
        await ServesAsync(_second, "haiku");

        var asked = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                var reply = await AskAsync(_first, asked++);
                // The first answers are all right, so that it is known what is usual.
                await ReportAsync(_first, reply.Header("x-clearbar-id")!, ok: asked < 230);
                return reply.Header("x-clearbar-path") == "opus";
            },
            "the first takes the certificate back");
        await ServesAsync(_second, "opus");

        var events = (await PoliciesAsync(_second))["classes"]!.AsArray().Single(static c => (string?)c!["class"] == "triage")!["events"]!.AsArray();
        Assert.Contains(events, static e => (string?)e!["kind"] == "promoted");
        Assert.Contains(events, static e => (string?)e!["kind"] == "rolled-back" && ((string?)e["why"])!.Contains("bad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_days_dollars_are_for_both_and_each_shows_what_both_have_spent()
    {
        await ServesAsync(_first, "haiku");

        await Eventually.TrueAsync(
            async () =>
            {
                var (one, other) = (await SpentAsync(_first), await SpentAsync(_second));
                return one > 0 && one == other;
            },
            "both show the same dollars");
    }

    private static async Task<decimal> SpentAsync(GatewayHarness gateway) => (decimal)(await PoliciesAsync(gateway))["shadows"]!["spentUsd"]!;

    private static Task ServesAsync(GatewayHarness gateway, string rung)
    {
        var asked = 0;
        return Eventually.TrueAsync(async () => (await AskAsync(gateway, asked++)).Header("x-clearbar-path") == rung, $"{rung} serves");
    }

    private static async Task<JsonNode> PoliciesAsync(GatewayHarness gateway) => JsonNode.Parse(
        await gateway.Http.GetStringAsync(new Uri("/clearbar/v1/policies", UriKind.Relative), TestContext.Current.CancellationToken))!;

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, int question) => ClientReply.SendAsync(
        gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "opus", Questions[question % Questions.Length], "triage"));

    private static async Task ReportAsync(GatewayHarness gateway, string requestId, bool ok)
    {
        using var content = new StringContent(
            new JsonObject { ["request_id"] = requestId, ["ok"] = ok, ["source"] = "test" }.ToJsonString(), Encoding.UTF8, "application/json");
        using var reply = await gateway.Http.PostAsync(new Uri("/clearbar/v1/outcomes", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private Task<GatewayHarness> StartAsync() => GatewayHarness.StartAsync(
        config =>
        {
            config["learning"] = new JsonObject { ["dollarsPerDay"] = 50, ["share"] = 1, ["epsilon"] = 0.1, ["delta"] = 0.2 };
            config["ledger"] = new JsonObject { ["store"] = "postgres", ["connectionFrom"] = _variable };
        },
        new EmulatorOptions
        {
            TimeScale = 0,
            AnswerSheet = AnswerSheet.FromEntries(Questions.Select(static question => new AnswerSheetEntry(
                question,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["haiku"] = "billing", ["sonnet"] = "no idea", ["opus"] = "billing" }))),
        });
}
