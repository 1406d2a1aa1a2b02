using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Routing;

/// <summary>Invariant I4 for everything that stands in for something: it stays where the first would have gone.</summary>
public sealed class ResidencyTests
{
    private static readonly Residency Everywhere = new(Scope.Global, null, null);
    private static readonly Residency Europe = new(Scope.Geo, "eu", "eu-central-1");
    private static readonly Residency Frankfurt = new(Scope.InRegion, null, "eu-central-1");

    [Fact]
    public void A_wider_place_never_stands_in_for_a_narrower_one()
    {
        Assert.False(Europe.Contains(Everywhere));
        Assert.False(Frankfurt.Contains(Europe));
        Assert.False(Frankfurt.Contains(Everywhere));
        Assert.True(Everywhere.Contains(Europe));
        Assert.True(Everywhere.Contains(Frankfurt));
        Assert.True(Europe.Contains(Frankfurt));
    }

    [Theory]
    [InlineData("eu", "eu-west-1", true)]
    [InlineData("eu", "eu-west-2", false)]
    [InlineData("eu", "eu-central-2", false)]
    [InlineData("us", "us-east-1", true)]
    [InlineData("us", "ca-central-1", false)]
    [InlineData("us", "us-gov-west-1", false)]
    [InlineData("jp", "ap-southeast-1", false)]
    [InlineData("apac", "ap-south-1", false)]
    public void A_region_stands_in_for_a_geography_only_when_it_certainly_lies_in_it(string geo, string region, bool expected) =>
        Assert.Equal(expected, new Residency(Scope.Geo, geo, null).Contains(new Residency(Scope.InRegion, null, region)));

    [Fact]
    public void Another_geography_another_region_and_government_regions_do_not_stand_in()
    {
        Assert.False(Europe.Contains(new Residency(Scope.Geo, "us", "us-east-1")));
        Assert.False(Frankfurt.Contains(new Residency(Scope.InRegion, null, "eu-west-1")));
        Assert.False(new Residency(Scope.InRegion, null, null).Contains(new Residency(Scope.InRegion, null, null)));
        Assert.False(Everywhere.Contains(new Residency(Scope.Gov, null, "us-gov-west-1")));
    }

    /// <summary>Whatever deployments there are, in whatever order, and whatever profile the client names.</summary>
    [Fact]
    public void No_candidate_of_any_plan_leaves_the_residency_of_its_first()
    {
        var places = new (string Region, string Scope, string? Geo)[]
        {
            ("us-east-1", "global", null), ("eu-central-1", "global", null), ("us-east-1", "geo", "us"), ("us-west-2", "geo", "us"),
            ("ca-central-1", "geo", "us"), ("eu-central-1", "geo", "eu"), ("eu-west-1", "in-region", null), ("us-east-1", "in-region", null),
            ("ap-northeast-1", "geo", "jp"), ("ap-southeast-2", "geo", "au"),
        };
        var names = new[]
        {
            "claude-haiku-4-5", "global.anthropic.claude-haiku-4-5-20251001-v1:0", "us.anthropic.claude-haiku-4-5-20251001-v1:0",
            "eu.anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0",
        };
        var planned = 0;
        Prop.ForAll(Gen.Zip(Gen.Elements(places).NonEmptyListOf(), Gen.Elements(names)).ToArbitrary(), sample =>
        {
            var snapshot = Snapshot(sample.Item1);
            var outline = new RequestOutline { Dialect = Dialect.Converse, Model = sample.Item2, Members = [] };
            if (!new Planner(new ToolLoops(), new NoCertificates()).TryPlan(outline, new ClassDecision("c", null), snapshot, false, out var plan, out _))
            {
                return true;
            }

            planned++;
            var step = plan.Steps[0];
            Assert.Same(step, step.Candidates[0]);
            Assert.Equal(step.Candidates.Count, step.Candidates.Select(static candidate => candidate.Deployment).Distinct().Count());
            return step.Candidates.All(candidate => Stays(step, candidate));
        }).QuickCheckThrowOnFailure();
        Assert.True(planned > 0, "no sample could be planned");
    }

    /// <summary>Judged by the ids that are sent and the regions that are called, not by the code under test.</summary>
    private static bool Stays(PlannedStep first, PlannedStep other)
    {
        var (place, otherPlace) = (PrefixOf(first.WireModelId), PrefixOf(other.WireModelId));
        return place switch
        {
            "global" => true,
            "" => otherPlace.Length == 0 && first.Deployment!.Region == other.Deployment!.Region,
            _ => otherPlace == place || (otherPlace.Length == 0 && other.Deployment!.Region!.StartsWith(place + "-", StringComparison.Ordinal)),
        };
    }

    private static string PrefixOf(string id) => id.StartsWith("anthropic.", StringComparison.Ordinal) ? "" : id[..id.IndexOf('.', StringComparison.Ordinal)];

    private static GatewaySnapshot Snapshot(IEnumerable<(string Region, string Scope, string? Geo)> places)
    {
        var deployments = places.Select((place, index) =>
            $$"""{ "name": "d{{index}}", "surface": "bedrock", "region": "{{place.Region}}", "scope": "{{place.Scope}}", "geo": {{(place.Geo is null ? "null" : $"\"{place.Geo}\"")}} }""");
        var errors = new List<ConfigError>();
        var options = ConfigurationReader.Read($$"""{ "deployments": [ {{string.Join(',', deployments)}} ] }""", ".", errors);
        var snapshot = SnapshotCompiler.Compile(options, errors);
        Assert.Empty(errors);
        return snapshot!;
    }
}
