namespace Clearbar.EndToEnd.Clients;

/// <summary>The AWS SDK's InvokeModel operations with nothing changed but the endpoint.</summary>
public sealed class InvokeSdkThroughTheGatewayTests(InvokeRun run) : IClassFixture<InvokeRun>
{
    [Theory]
    [ClassData(typeof(InvokeScenarios))]
    public void InvokeModel_of_the_Bedrock_SDK_is_served(string scenario) => run.AssertOk(scenario);

    [Fact]
    public void Every_scenario_of_the_script_is_looked_at() =>
        Assert.Equal(run.Scenarios, new InvokeScenarios().Select(row => row.Data));
}
