using Clearbar.Configuration;
using Clearbar.Tiers;
using Clearbar.Upstreams.Bedrock;

namespace Clearbar.Tests.Upstreams.Bedrock;

public sealed class BedrockRegionsTests
{
    [Theory]
    [InlineData("us-east-1", "https://bedrock-runtime.us-east-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", "https://bedrock-runtime.us-gov-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/")]
    public void Each_partition_has_its_own_domain(string region, string endpoint) => Assert.Equal(endpoint, BedrockRegions.EndpointOf(region).ToString());

    [Theory]
    [InlineData("us-east-1", Scope.Geo, "us", true)]
    [InlineData("us-east-1", Scope.Geo, "eu", false)]
    [InlineData("eu-central-1", Scope.Geo, "eu", true)]
    [InlineData("ap-northeast-1", Scope.Geo, "jp", true)]
    [InlineData("ap-northeast-2", Scope.Geo, "jp", false)]
    [InlineData("ap-southeast-2", Scope.Geo, "au", true)]
    [InlineData("ap-south-1", Scope.Geo, "apac", true)]
    [InlineData("ca-central-1", Scope.Geo, "us", true)]
    [InlineData("eu-west-1", Scope.Global, null, true)]
    [InlineData("eu-west-1", Scope.InRegion, null, true)]
    [InlineData("us-gov-west-1", Scope.Global, null, false)]
    [InlineData("us-gov-west-1", Scope.Gov, null, true)]
    [InlineData("us-east-1", Scope.Gov, null, false)]
    public void A_profile_is_called_only_in_regions_of_its_geography(string region, Scope scope, string? geo, bool can) =>
        Assert.Equal(can, BedrockRegions.CanCall(region, scope, geo));

    [Theory]
    [InlineData("""{"name":"b","surface":"bedrock"}""", "region", "is required")]
    [InlineData("""{"name":"b","surface":"bedrock","region":"east"}""", "region", "not the name")]
    [InlineData("""{"name":"b","surface":"bedrock","region":"us-east-1","scope":"geo","geo":"eu"}""", "geo", "cannot be called")]
    [InlineData("""{"name":"b","surface":"bedrock","region":"us-east-1","url":"https://x"}""", "url", "endpoint")]
    [InlineData("""{"name":"b","surface":"bedrock","region":"us-east-1","endpoint":"x"}""", "endpoint", "http://")]
    [InlineData("""{"name":"b","surface":"bedrock","region":"us-east-1","roleArn":"admin"}""", "roleArn", "ARN")]
    [InlineData("""{"name":"b","surface":"emulator","region":"us-east-1"}""", "region", "unknown key")]
    public void What_is_wrong_with_a_deployment_is_told_with_its_key(string deployment, string key, string message)
    {
        var errors = new List<ConfigError>();
        ConfigurationReader.Read($$"""{"deployments":[{{deployment}}]}""", ".", errors);

        var error = Assert.Single(errors);
        Assert.Equal("deployments[0]." + key, error.Key);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_has_its_region_s_address_and_reads_the_key_where_the_aws_tools_do()
    {
        var errors = new List<ConfigError>();
        var options = ConfigurationReader.Read("""{"deployments":[{"name":"b","surface":"bedrock","region":"eu-west-1","scope":"geo","geo":"eu"}]}""", ".", errors);

        Assert.Empty(errors);
        var deployment = Assert.Single(options.Deployments);
        Assert.Equal(new Uri("https://bedrock-runtime.eu-west-1.amazonaws.com"), deployment.Address);
        Assert.Equal(("AWS_BEARER_TOKEN_BEDROCK", Surface.Bedrock, Scope.Geo, "eu"), (deployment.KeyVariable, deployment.PricedAs, deployment.Scope, deployment.Geo));
    }
}
