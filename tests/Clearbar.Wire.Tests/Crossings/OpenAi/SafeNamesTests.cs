using System.Text;
using Clearbar.Wire.Crossings.OpenAi;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Every id comes back as it was, and is fit for Messages in between.</summary>
public sealed class SafeNamesTests
{
    [Theory]
    [InlineData("toolu_01AbC-9", "toolu_01AbC-9")]
    [InlineData("call.1/é", "enc-call-2e1-2f-c3-a9")]
    [InlineData("", "enc-")]
    [InlineData("enc-abc", "enc-abc")]
    [InlineData("enc-a-2eb", "enc-enc-2da-2d2eb")]
    public void Unfit_text_is_escaped_and_fit_text_stays(string text, string encoded)
    {
        Assert.Equal(encoded, SafeNames.Encode(text));
        Assert.Equal(text, SafeNames.Decode(encoded));
    }

    [Fact]
    public void Any_text_survives_the_way_there_and_back() => Prop.ForAll(Texts(["enc-", "-2e", "-", "2", "a", "_", ".", "é", "-C3", "\n", "-ff"]), text =>
    {
        var encoded = SafeNames.Encode(text);
        Assert.Matches("^[A-Za-z0-9_-]+$", encoded);
        Assert.Equal(text, SafeNames.Decode(encoded));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Any_fit_text_survives_the_way_back_and_there() => Prop.ForAll(Texts(["enc-", "-2e", "-", "2", "a", "_", "-2d", "-C3", "-ff", "-61"]), text =>
        text.Length == 0 || SafeNames.Encode(SafeNames.Decode(text)) == text).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static Arbitrary<string> Texts(string[] pieces) =>
        Gen.Elements(pieces).ListOf().Select(some => new StringBuilder().AppendJoin("", some).ToString()).ToArbitrary();
}
