using Clearbar.Wire.Crossings;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Tool call ids keep their identity on the way there and back, and fit where they go.</summary>
public sealed class ToolIdTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Theory]
    [InlineData("tooluse_9Ab-x", "tooluse_9Ab-x")]
    [InlineData("a.b", "enc-a_db")]
    [InlineData("a:b_c.d", "enc-a_cb__c_dd")]
    [InlineData("enc-abc", "enc-abc")]
    [InlineData("enc-a_db", "enc-enc-a__db")]
    public void Ids_of_Converse_in_Messages(string id, string expected)
    {
        Assert.Equal(expected, ToolIds.ToAnthropic(id, out var isHashed));
        Assert.False(isHashed);
        Assert.Equal(id, ToolIds.ToConverse(expected, out _));
    }

    [Fact]
    public void Every_id_of_Converse_comes_back_or_is_hashed() => Check.One(Thorough, Prop.ForAll(Ids("aZ0_-.:cd", 64), static id =>
    {
        var there = ToolIds.ToAnthropic(id, out var isHashed);
        Assert.Matches("^[a-zA-Z0-9_-]{0,64}$", there);
        Assert.True(isHashed || ToolIds.ToConverse(there, out _) == id, id);
    }));

    [Fact]
    public void Every_id_of_Messages_comes_back_or_is_hashed() => Check.One(Thorough, Prop.ForAll(Ids("aZ0_-cde n", 100), static id =>
    {
        var there = ToolIds.ToConverse(id, out var isHashed);
        Assert.Matches("^[a-zA-Z0-9_.:-]{0,64}$", there);
        Assert.True(isHashed || ToolIds.ToAnthropic(there, out _) == id, id);
    }));

    [Fact]
    public void Two_ids_never_meet() => Check.One(Thorough, Prop.ForAll(Ids("e_.d-c", 8), Ids("e_.d-c", 8), static (left, right) =>
        Assert.Equal(left == right, ToolIds.ToAnthropic(left, out _) == ToolIds.ToAnthropic(right, out _))));

    [Fact]
    public void An_id_that_fits_no_way_is_hashed_and_told()
    {
        var id = new string('.', 40);
        var (body, _, losses) = Crossed.Request(Dialect.Converse, Dialect.Anthropic, $$$$"""
            {"messages":[{"role":"assistant","content":[{"toolUse":{"toolUseId":"{{{{id}}}}","name":"f","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"{{{{id}}}}","content":[]}}]}]}
            """);
        var messages = Crossed.Parse(body).GetProperty("messages");

        Assert.Equal(messages[0].GetProperty("content")[0].GetProperty("id").GetString(), messages[1].GetProperty("content")[0].GetProperty("tool_use_id").GetString());
        Assert.Matches("^hsh-[0-9a-f]{40}$", messages[0].GetProperty("content")[0].GetProperty("id").GetString());
        Assert.Equal(["toolUseId@messages.0", "toolUseId@messages.1"], losses);
    }

    private static Arbitrary<string> Ids(string letters, int most) =>
        (from prefix in Gen.Elements("", "enc-", "enc-enc-")
         from length in Gen.Choose(0, most - prefix.Length)
         from chosen in Gen.Elements(letters.ToCharArray()).ArrayOf(length)
         select prefix + new string(chosen)).ToArbitrary();
}
