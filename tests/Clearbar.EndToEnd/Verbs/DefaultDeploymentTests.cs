using Clearbar.Cli.Verbs;
using Clearbar.Tiers;

namespace Clearbar.EndToEnd.Verbs;

/// <summary>Where <c>clearbar serve</c> sends requests when no configuration says so.</summary>
public sealed class DefaultDeploymentTests
{
    [Theory]
    [InlineData("", Surface.Emulator)]
    [InlineData("ANTHROPIC_API_KEY=k", Surface.AnthropicApi)]
    [InlineData("ANTHROPIC_API_KEY=k;AWS_PROFILE=p;AWS_REGION=eu-west-1", Surface.AnthropicApi)]
    [InlineData("AWS_PROFILE=p;AWS_REGION=eu-west-1", Surface.Bedrock)]
    [InlineData("AWS_ACCESS_KEY_ID=a;AWS_DEFAULT_REGION=eu-west-1", Surface.Bedrock)]
    [InlineData("AWS_BEARER_TOKEN_BEDROCK=t;AWS_REGION=eu-west-1", Surface.Bedrock)]
    [InlineData("AWS_PROFILE=p", Surface.Emulator)]
    [InlineData("AWS_REGION=eu-west-1", Surface.Emulator)]
    [InlineData("AWS_PROFILE=;AWS_REGION=eu-west-1", Surface.Emulator)]
    public void Credentials_in_the_environment_decide(string environment, Surface surface)
    {
        var deployment = Assert.Single(GatewayConfiguration.DefaultDeployments(emulate: false, Of(environment)));

        Assert.Equal(surface, deployment.Surface);
        Assert.Equal(surface == Surface.Bedrock, deployment.Address?.Host == "bedrock-runtime.eu-west-1.amazonaws.com");
    }

    [Fact]
    public void Emulate_wins_over_credentials() => Assert.Equal(
        Surface.Emulator, Assert.Single(GatewayConfiguration.DefaultDeployments(emulate: true, Of("ANTHROPIC_API_KEY=k;AWS_PROFILE=p;AWS_REGION=r"))).Surface);

    [Fact]
    public void The_region_of_a_government_cloud_has_no_global_endpoint() => Assert.Equal(
        Scope.InRegion, Assert.Single(GatewayConfiguration.DefaultDeployments(emulate: false, Of("AWS_PROFILE=p;AWS_REGION=us-gov-west-1"))).Scope);

    private static Func<string, string?> Of(string environment)
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return name => variables.GetValueOrDefault(name);
    }
}
