namespace Clearbar.EndToEnd.Emulator;

/// <summary>What the vendors' SDKs make of the emulator's accounts, regions, quotas and lists.</summary>
public sealed class SdksToTheEmulatorTests(EmulatorRun run) : IClassFixture<EmulatorRun>
{
    [Theory]
    [ClassData(typeof(EmulatorScenarios))]
    public void The_SDKs_see_what_the_services_would_show(string scenario) => run.AssertOk(scenario);

    [Fact]
    public void Every_scenario_of_the_script_is_looked_at() =>
        Assert.Equal(run.Scenarios, new EmulatorScenarios().Select(row => row.Data));
}
