using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.ControlPlane;
using Clearbar.Upstreams.Emulator.Scenarios;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Scenario files: what they may say, what is refused and how, and what they do to a run.</summary>
public sealed class ScenarioTests
{
    internal const string Whole = """
        {
          "$schema": "emulator-scenario.schema.json", // comments and trailing commas are allowed
          "seed": 7,
          "timeScale": 0.5,
          "answerTokens": 20,
          "verify": true,
          "requireCredentials": true,
          "accounts": [ { "id": "111122223333", "accessKeyId": "AKIA1", "secretAccessKey": "s", "sessionToken": "t",
                          "expiresAt": "2026-12-01T00:00:00Z", "apiKeys": ["a", "b"] } ],
          "profiles": [ { "id": "abcdef123456", "name": "team", "copyFrom": "anthropic.claude-opus-5", "account": "111122223333",
                          "region": "eu-west-1", "description": "Team" } ],
          "availability": [ { "model": "claude-opus-5", "account": "111122223333", "region": "eu-west-1", "state": "not-entitled" } ],
          "quotas": [ { "surface": "bedrock", "account": "1", "region": "r", "model": "m", "requestsPerMinute": 1, "tokensPerMinute": 2,
                        "inputTokensPerMinute": 3, "outputTokensPerMinute": 4 } ],
          "faults": [ { "kind": "throttle", "match": { "surface": "bedrock", "account": "a", "region": "r", "nth": 3 }, "retryAfter": 9 } ],
          "answers": [ { "match": { "path": "converse" }, "input": "hi", "text": "hello", "stopReason": "refusal" },
                       { "tool": { "name": "weather", "input": { "city": "Bern" } } },
                       { "tools": [ { "name": "a" }, { "name": "b", "input": { "c": 1 } } ] } ],
        }
        """;

    [Fact]
    public void Every_member_is_read()
    {
        var options = Scenario.Parse(Whole).ApplyTo(new EmulatorOptions());

        Assert.Equal((7, 0.5, 20, true, true),
            (options.Seed, options.TimeScale, options.DefaultAnswerTokens, options.VerifyCredentials, options.RequireCredentials));
        var account = Assert.Single(options.Accounts);
        Assert.Equal(("111122223333", "AKIA1", "s", "t"), (account.Id, account.AccessKeyId, account.SecretAccessKey, account.SessionToken));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), account.ExpiresAt);
        Assert.Equal(["a", "b"], account.ApiKeys);
        var profile = Assert.Single(options.Profiles);
        Assert.Equal("arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abcdef123456", profile.Arn);
        Assert.Equal(("team", "anthropic.claude-opus-5", "Team"), (profile.Name, profile.CopyFrom, profile.Description));
        Assert.Equal(
            new AvailabilityRule
            {
                Model = "claude-opus-5", Account = "111122223333", Region = "eu-west-1", State = ModelState.NotEntitled,
            },
            Assert.Single(options.Availability));
        var quota = Assert.Single(options.Quotas);
        Assert.Equal(("bedrock", "1", "r", "m"), (quota.Surface, quota.Account, quota.Region, quota.Model));
        Assert.Equal((1, 2, 3, 4),
            (quota.RequestsPerMinute, quota.TokensPerMinute, quota.InputTokensPerMinute, quota.OutputTokensPerMinute));
        var fault = Assert.Single(options.Faults.Rules);
        Assert.Equal(("bedrock", "a", "r", 3, 9), (fault.Surface, fault.Account, fault.Region, fault.Nth, fault.RetryAfterSeconds));
        Assert.Equal(3, options.ScriptedAnswers.Count);
        Assert.Equal(("converse", "hi", "hello", "refusal"), (options.ScriptedAnswers[0].Path, options.ScriptedAnswers[0].Input,
            options.ScriptedAnswers[0].Text, options.ScriptedAnswers[0].StopReason));
        Assert.Equal([new ScriptedCall("weather", """{ "city": "Bern" }""")], options.ScriptedAnswers[1].Tools);
        Assert.Equal([new ScriptedCall("a"), new ScriptedCall("b", """{ "c": 1 }""")], options.ScriptedAnswers[2].Tools);
    }

    [Fact]
    public void What_a_scenario_does_not_say_stays_as_it_was()
    {
        var options = new EmulatorOptions { Seed = 5, TimeScale = 0.25, VerifyCredentials = true };

        Assert.Equal((5, 0.25, true), Scenario.Parse("{}").ApplyTo(options) is var after
            ? (after.Seed, after.TimeScale, after.VerifyCredentials) : default);
    }

    [Theory]
    [InlineData("""{"sed":1}""", "'sed' is unknown in a scenario; allowed: $schema, seed")]
    [InlineData("""{"accounts":[{"name":"x"}]}""", "'id' is missing in an account")]
    [InlineData("""{"accounts":[{"id":"1","secret":"x"}]}""", "'secret' is unknown in an account")]
    [InlineData("""{"profiles":[{"id":"x","name":"y"}]}""", "'copyFrom' is missing in a profile")]
    [InlineData("""{"availability":[{"state":"gone"}]}""", "'gone' is unknown in a state; allowed: available")]
    [InlineData("""{"quotas":[{"requestsPerMinute":0}]}""", "requestsPerMinute is 1 or more")]
    [InlineData("""{"quotas":[{"surface":"azure"}]}""", "'azure' is no surface; allowed: anthropic-api")]
    [InlineData("""{"faults":[{"kind":"explode"}]}""", "'explode' is no kind of fault")]
    [InlineData("""{"faults":[{"kind":"cut","match":{"verb":"x"}}]}""", "'verb' is unknown in a match")]
    [InlineData("""{"faults":[{"kind":"cut","match":{"probability":1.5}}]}""", "The probability 1.5 is not between 0 and 1")]
    [InlineData("""{"answers":[{"text":"x","tool":{"name":"y"}}]}""", "a text or a tool, not both")]
    [InlineData("""{"answers":[{"tool":{"name":"x"},"tools":[{"name":"y"}]}]}""", "several calls stand in 'tools'")]
    [InlineData("""{"answers":[{"tools":[{"input":{}}]}]}""", "'name' is missing in a tool")]
    [InlineData("""{"answers":[{"tool":{"name":"y","input":"z"}}]}""", "A tool's input is an object")]
    [InlineData("""{"timeScale":-1}""", "timeScale is 0 or more")]
    [InlineData("""{"seed":"x"}""", "The scenario is not valid")]
    [InlineData("nothing", "The scenario is not valid")]
    public void What_is_wrong_is_named_with_what_is_allowed(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Scenario.Parse(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"accounts":[{"id":"1","accessKeyId":"A"}]}""", "needs a secretAccessKey")]
    [InlineData("""{"accounts":[{"id":"1","apiKeys":["k"]},{"id":"2","apiKeys":["k"]}]}""", "belongs to another account")]
    [InlineData("""{"profiles":[{"id":"x","name":"y","copyFrom":"claude-opus-5"}]}""", "is no Bedrock id or ARN")]
    [InlineData("""{"availability":[{"model":"gpt","state":"available"}]}""", "'gpt' is no model")]
    public async Task What_contradicts_itself_does_not_start(string json, string message)
    {
        var options = Scenario.Parse(json).ApplyTo(new EmulatorOptions());

        var exception = await Assert.ThrowsAsync<FormatException>(
            () => EmulatorHost.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scripted_answer_is_given_where_its_input_and_match_fit_and_only_as_often_as_it_says()
    {
        await using var emulator = await StartAsync("""
            {"answers":[
              {"input":"What is a ledger?","match":{"times":1,"path":"messages"},"text":"A book of accounts."},
              {"input":"Call it.","tool":{"name":"weather","input":{"city":"Bern"}}},
              {"input":"Bad.","stopReason":"refusal"}]}
            """);

        Assert.Equal("A book of accounts.", TextOf(await emulator.MessageAsync(EmulatorClient.Ask())));
        Assert.Contains("emulated", TextOf(await emulator.MessageAsync(EmulatorClient.Ask())), StringComparison.Ordinal);
        var call = await emulator.MessageAsync(EmulatorClient.Ask("Call it."));
        Assert.Equal("tool_use", call.GetProperty("stop_reason").GetString());
        Assert.Equal("Bern", call.GetProperty("content")[0].GetProperty("input").GetProperty("city").GetString());
        Assert.Equal("refusal", (await emulator.MessageAsync(EmulatorClient.Ask("Bad."))).GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task A_fault_can_be_for_one_account_surface_or_list_only()
    {
        await using var emulator = await StartAsync("""
            {"accounts":[{"id":"one","apiKeys":["key-one"]}],
             "faults":[
               {"kind":"internal","match":{"account":"one","surface":"anthropic-api"}},
               {"kind":"access-denied","match":{"path":"foundation-models"}},
               {"kind":"throttle","match":{"path":"count_tokens"},"retryAfter":7}]}
            """);

        using var struck = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(), "key-one");
        using var otherAccount = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(), "key-two");
        using var otherSurface = await emulator.SendAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"), EmulatorClient.AskConverse(), "key-one");
        using var list = await emulator.Http.GetAsync("/foundation-models", TestContext.Current.CancellationToken);
        using var otherList = await emulator.Http.GetAsync("/inference-profiles", TestContext.Current.CancellationToken);
        using var count = await emulator.SendAsync("/v1/messages/count_tokens", EmulatorClient.Ask());

        Assert.Equal([500, 200, 200], new[] { struck, otherAccount, otherSurface }.Select(response => (int)response.StatusCode));
        Assert.Equal([403, 200, 429], new[] { list, otherList, count }.Select(response => (int)response.StatusCode));
        Assert.Equal("AccessDeniedException", Assert.Single(list.Headers.GetValues("x-amzn-errortype")));
        Assert.Equal(7, count.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
    }

    [Fact]
    public async Task A_fault_that_names_no_path_leaves_counts_and_lists_alone()
    {
        await using var emulator = await StartAsync("""{"faults":[{"kind":"internal"}]}""");

        using var count = await emulator.SendAsync("/v1/messages/count_tokens", EmulatorClient.Ask());
        using var list = await emulator.Http.GetAsync("/v1/models", TestContext.Current.CancellationToken);

        Assert.Equal((500, 200, 200), (await StatusAsync(emulator), (int)count.StatusCode, (int)list.StatusCode));
    }

    [Theory]
    [InlineData("eu-west-1", 500)]
    [InlineData("us-east-1", 200)]
    public async Task A_fault_can_be_for_one_region_only(string region, int status)
    {
        await using var emulator = await StartAsync("""{"faults":[{"kind":"internal","match":{"region":"eu-west-1"}}]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"))
        {
            Content = new StringContent(EmulatorClient.AskConverse().ToJsonString()),
        };
        request.Headers.Host = $"bedrock-runtime.{region}.amazonaws.com";

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Another_scenario_can_be_put_while_the_emulator_runs_and_a_bad_one_changes_nothing()
    {
        const string Accounts = "\"accounts\":[{\"id\":\"1\",\"apiKeys\":[\"test-key\"]}]";
        await using var emulator = await StartAsync("{\"verify\":true," + Accounts + "}");
        Assert.Equal(200, await StatusAsync(emulator));

        Assert.Equal(204, (await PutAsync(emulator, "{" + Accounts + ",\"faults\":[{\"kind\":\"internal\"}]}")).Status);
        Assert.Equal(500, await StatusAsync(emulator));
        var bad = await PutAsync(emulator, """{"fault":[]}""");
        Assert.Equal(400, bad.Status);
        Assert.Contains("'fault' is unknown", bad.Body, StringComparison.Ordinal);
        Assert.Equal(500, await StatusAsync(emulator));
        Assert.Equal(204, (await PutAsync(emulator, "{}")).Status);
        Assert.Equal(200, await StatusAsync(emulator));
        Assert.Equal(BillOutcome.Completed, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    private static Task<EmulatorClient> StartAsync(string scenario) =>
        EmulatorClient.StartAsync(Scenario.Parse(scenario).ApplyTo(new EmulatorOptions()));

    private static string TextOf(JsonElement message) => message.GetProperty("content")[0].GetProperty("text").GetString()!;

    private static async Task<int> StatusAsync(EmulatorClient emulator)
    {
        using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask());
        return (int)response.StatusCode;
    }

    private static async Task<(int Status, string Body)> PutAsync(EmulatorClient emulator, string scenario)
    {
        using var response = await emulator.Http.PutAsync(
            "/emulator/scenario", new StringContent(scenario, Encoding.UTF8), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
