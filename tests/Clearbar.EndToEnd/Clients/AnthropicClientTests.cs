namespace Clearbar.EndToEnd.Clients;

/// <summary>The unmodified Anthropic SDK against a target.</summary>
public abstract class AnthropicClientTests<TTarget>(AnthropicRun<TTarget> run) : IClassFixture<AnthropicRun<TTarget>>
    where TTarget : IClientTarget, new()
{
    [Theory]
    [ClassData(typeof(AnthropicScenarios))]
    public void The_Anthropic_SDK_is_served(string scenario) => run.AssertOk(scenario);

    [Fact]
    public void Every_scenario_of_the_script_is_looked_at() =>
        Assert.Equal(run.Scenarios, new AnthropicScenarios().Select(row => row.Data));
}
