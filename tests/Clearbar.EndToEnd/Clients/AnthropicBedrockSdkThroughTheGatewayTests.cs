namespace Clearbar.EndToEnd.Clients;

/// <summary>Anthropic's SDK for Bedrock with nothing changed but its base URL.</summary>
public sealed class AnthropicBedrockSdkThroughTheGatewayTests(AnthropicBedrockRun run) : IClassFixture<AnthropicBedrockRun>
{
    [Theory]
    [ClassData(typeof(AnthropicBedrockScenarios))]
    public void The_Anthropic_SDK_for_Bedrock_is_served(string scenario) => run.AssertOk(scenario);

    [Fact]
    public void Every_scenario_of_the_script_is_looked_at() =>
        Assert.Equal(run.Scenarios, new AnthropicBedrockScenarios().Select(row => row.Data));
}
