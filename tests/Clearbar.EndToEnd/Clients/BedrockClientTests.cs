namespace Clearbar.EndToEnd.Clients;

/// <summary>The unmodified AWS SDK (HTTP/2 with prior knowledge, SigV4) against a target.</summary>
public abstract class BedrockClientTests<TTarget>(BedrockRun<TTarget> run) : IClassFixture<BedrockRun<TTarget>>
    where TTarget : IClientTarget, new()
{
    [Theory]
    [ClassData(typeof(BedrockScenarios))]
    public void The_Bedrock_SDK_is_served(string scenario) => run.AssertOk(scenario);

    [Fact]
    public void Every_scenario_of_the_script_is_looked_at() =>
        Assert.Equal(run.Scenarios, new BedrockScenarios().Select(row => row.Data));
}
