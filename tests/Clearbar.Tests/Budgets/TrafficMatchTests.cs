using Clearbar.Budgets;

namespace Clearbar.Tests.Budgets;

public sealed class TrafficMatchTests
{
    private static readonly TrafficSubject Subject = new(
        "k1", new Dictionary<string, string> { ["team"] = "search", ["env"] = "prod" }, "intent", "app=chat, env=dev ,x", "claude-haiku-4-5", "haiku");

    public static TheoryData<TrafficMatch, bool> Cases => new()
    {
        { TrafficMatch.Everything, true },
        { new() { Key = "k1", Team = "search", Class = "intent", Model = "claude-haiku-4-5", Tier = "haiku" }, true },
        { new() { Key = "k2" }, false },
        { new() { Team = "other" }, false },
        { new() { Class = "other" }, false },
        { new() { Model = "claude-opus-5" }, false },
        { new() { Tier = "opus" }, false },
        { new() { TagName = "app", TagValue = "chat" }, true },
        { new() { TagName = "app", TagValue = "cha" }, false },
        { new() { TagName = "x", TagValue = "" }, false },
        { new() { Key = "k1", TagName = "app", TagValue = "other" }, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Everything_named_must_hold(TrafficMatch match, bool expected) => Assert.Equal(expected, match.Matches(Subject));

    [Fact]
    public void A_client_cannot_talk_himself_out_of_the_tag_of_his_key()
    {
        Assert.True(new TrafficMatch { TagName = "env", TagValue = "prod" }.Matches(Subject));
        Assert.False(new TrafficMatch { TagName = "env", TagValue = "dev" }.Matches(Subject));
    }
}
