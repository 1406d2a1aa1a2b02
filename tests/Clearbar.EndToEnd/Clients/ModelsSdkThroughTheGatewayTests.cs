namespace Clearbar.EndToEnd.Clients;

/// <summary>Model lists and token counts of both vendors' SDKs.</summary>
public sealed class ModelsSdkThroughTheGatewayTests(ModelsRun run) : IClassFixture<ModelsRun>
{
    [Theory]
    [ClassData(typeof(ModelsScenarios))]
    public void Lists_and_counts_are_served(string scenario) => run.AssertOk(scenario);

    [Fact]
    public void Every_scenario_of_the_script_is_looked_at() =>
        Assert.Equal(run.Scenarios, new ModelsScenarios().Select(row => row.Data));
}
