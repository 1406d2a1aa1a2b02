using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.Tests.Gates;

/// <summary>Which of two members of one name a client's parser takes is not known, so neither is good enough.</summary>
public sealed class TwiceNamedMemberTests
{
    [Theory]
    [InlineData("intent", """{"intent":"refund"}""", true)]
    [InlineData("intent", """{"intent":"refund","intent":"refund"}""", false)]
    [InlineData("intent", """{"intent":"chat","int\u0065nt":"refund"}""", false)]
    [InlineData("a.intent", """{"intent":1,"a":{"intent":"refund"}}""", true)]
    [InlineData("a.intent", """{"a":{"intent":"chat"},"a":{"intent":"refund"}}""", false)]
    [InlineData("a.intent", """{"a":{"intent":"refund"},"a.intent":"chat"}""", false)]
    public void A_member_is_found_where_it_is_named_once(string member, string text, bool passes)
    {
        using var input = new GateInput(new Answer { Text = text });

        Assert.Equal(passes, new EnumGate(["refund"], member).Check(input).Passed);
    }
}
