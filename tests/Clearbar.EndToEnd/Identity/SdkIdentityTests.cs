namespace Clearbar.EndToEnd.Identity;

/// <summary>Unmodified SDKs with nothing but an endpoint and credentials the gateway issued.</summary>
public sealed class SdkIdentityTests(IdentityRun run) : IClassFixture<IdentityRun>
{
    [Theory]
    [ClassData(typeof(IdentityScenarios))]
    public void An_unmodified_SDK_is_known_by_its_credentials(string scenario) => run.AssertOk(scenario);

    [Fact]
    public void Every_scenario_of_the_script_is_looked_at() => Assert.Equal(run.Scenarios, new IdentityScenarios().Select(row => row.Data));
}
