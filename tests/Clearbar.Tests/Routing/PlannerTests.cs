using System.Text;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Tests.Routing;

public sealed class PlannerTests
{
    private readonly ToolLoops _toolLoops = new();

    [Theory]
    [InlineData("claude-opus-5", "opus", "claude-opus-5")]
    [InlineData("claude-haiku-4-5", "haiku", "claude-haiku-4-5-20251001")]
    [InlineData("opus", "opus", "claude-opus-5")]
    [InlineData("auto", "sonnet", "claude-sonnet-5")]
    public void Without_a_policy_the_model_asked_for_is_the_whole_plan(string asked, string rung, string model)
    {
        var plan = Plan(Snapshot(), asked);

        var step = Assert.Single(plan.Steps);
        Assert.Equal((rung, model), (step.Rung, step.Model!.Id));
        Assert.Equal(Delivery.Commit, plan.Delivery);
        Assert.False(plan.HoldsAnswers);
    }

    [Fact]
    public void A_policy_is_what_allows_a_cheaper_tier_than_the_one_asked_for()
    {
        var plan = Plan(Snapshot("haiku", "sonnet", "sonnet+thinking", "opus"), "claude-opus-5", "intent");

        Assert.Equal(["haiku", "sonnet", "sonnet+thinking", "opus"], plan.Steps.Select(step => step.Rung));
        Assert.True(plan.HoldsAnswers);
        Assert.True(plan.Steps[2].Thinking);
        Assert.Contains("policy of class 'intent'", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Route_off_pins_the_model_asked_for_whatever_the_policy()
    {
        var plan = Plan(Snapshot("haiku", "opus"), "claude-opus-5", "intent", routeOff: true);

        Assert.Equal("claude-opus-5", Assert.Single(plan.Steps).Model!.Id);
    }

    [Fact]
    public void An_open_tool_loop_goes_back_to_the_step_that_began_it()
    {
        var snapshot = Snapshot("haiku", "sonnet", "opus");
        var sonnet = Plan(snapshot, "claude-opus-5", "intent").Steps[1];
        _toolLoops.Remember([new ToolCall("toolu_1", "look_up", "{}")], sonnet);

        var plan = Plan(snapshot, ToolLoopBody("claude-opus-5", "toolu_1"), "intent");

        Assert.Equal(sonnet, Assert.Single(plan.Steps));
    }

    [Fact]
    public void An_open_tool_loop_of_unknown_origin_goes_to_the_reference_rung_and_nowhere_cheaper()
    {
        var plan = Plan(Snapshot("haiku", "sonnet", "opus"), ToolLoopBody("claude-haiku-4-5", "toolu_unknown"), "intent");

        Assert.Equal("opus", Assert.Single(plan.Steps).Rung);
    }

    [Fact]
    public void A_geography_the_client_named_is_kept_when_the_model_changes()
    {
        var outline = Converse("us.anthropic.claude-opus-5");

        var plan = Plan(Snapshot("haiku", "opus"), outline, "intent");

        Assert.All(plan.Steps, step => Assert.StartsWith("us.", step.WireModelId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("claude-opus")]
    [InlineData("xclaude-opus-5")]
    [InlineData("")]
    public void An_unknown_model_is_refused_by_name_and_never_guessed_from_a_part_of_it(string asked)
    {
        var outline = Outline(Body(asked.Length == 0 ? "?" : asked));
        var planner = new Planner(_toolLoops, new NoCertificates());

        Assert.False(planner.TryPlan(outline, new ClassDecision("c", null), Snapshot(), false, out _, out var error));
        Assert.Equal(ErrorKind.NotFound, error.Kind);
        Assert.Contains("haiku, sonnet, opus or auto", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_thinks_already_skips_the_thinking_rung()
    {
        var body = """{"model":"claude-opus-5","max_tokens":4096,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"hi"}]}""";

        var plan = Plan(Snapshot("sonnet", "sonnet+thinking", "opus"), Outline(body), "intent");

        Assert.Equal(["sonnet", "opus"], plan.Steps.Select(step => step.Rung));
    }

    private static GatewaySnapshot Snapshot(params string[] ladder)
    {
        var rungs = string.Join(',', ladder.Select(rung => $"\"{rung}\""));
        var classes = ladder.Length == 0 ? "" : $$"""
            "intent": { "ladder": [{{rungs}}] }
            """;
        var errors = new List<ConfigError>();
        var options = ConfigurationReader.Read(
            $$"""
            { "deployments": [ { "name": "emulator", "surface": "emulator" } ], "classes": { {{classes}} } }
            """,
            ".",
            errors);
        var snapshot = SnapshotCompiler.Compile(options, errors);
        Assert.Empty(errors);
        return snapshot!;
    }

    private Plan Plan(GatewaySnapshot snapshot, string asked, string? className = null, bool routeOff = false) =>
        Plan(snapshot, Outline(Body(asked)), className, routeOff);

    private Plan Plan(GatewaySnapshot snapshot, RequestOutline outline, string? className, bool routeOff = false)
    {
        var decision = new ClassDecision(className ?? "none", className is null ? null : snapshot.Classes.PolicyOf(className));
        var planned = new Planner(_toolLoops, new NoCertificates()).TryPlan(outline, decision, snapshot, routeOff, out var plan, out var error);
        Assert.True(planned, error?.Message);
        return plan!;
    }

    private static string Body(string model) => $$$"""{"model":"{{{model}}}","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}""";

    private static RequestOutline ToolLoopBody(string model, string id) => Outline($$$"""
        {"model":"{{{model}}}","max_tokens":16,"messages":[
          {"role":"user","content":"hi"},
          {"role":"assistant","content":[{"type":"tool_use","id":"{{{id}}}","name":"look_up","input":{}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":"42"}]}]}
        """);

    private static RequestOutline Outline(string body)
    {
        Assert.True(WireDialects.Anthropic.TryReadRequest(Encoding.UTF8.GetBytes(body), null, null, out var outline, out var fault), fault?.Message);
        return outline;
    }

    private static RequestOutline Converse(string model)
    {
        var body = """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"maxTokens":16}}"""u8;
        Assert.True(WireDialects.Converse.TryReadRequest(body, model, false, out var outline, out var fault), fault?.Message);
        return outline;
    }
}
