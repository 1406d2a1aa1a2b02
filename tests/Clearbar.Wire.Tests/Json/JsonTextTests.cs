using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;
using Clearbar.Wire.Tests.Requests;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Json;

/// <summary>Unescaping and measuring against System.Text.Json, and where that would throw, against the rule.</summary>
public sealed class JsonTextTests
{
    [Fact]
    public void Any_string_is_decoded_measured_appended_and_compared_as_the_framework_does() => Prop.ForAll(RandomJson.Seeds, seed =>
    {
        var json = new RandomJson(seed);
        var token = json.String(json.Word() + new string('x', json.Count(400)) + json.Word());
        var expected = JsonSerializer.Deserialize<string>(token)!;
        var raw = Encoding.UTF8.GetBytes(token[1..^1]);
        Assert.Equal(expected, JsonText.Decode(raw));
        Assert.Equal(Encoding.UTF8.GetByteCount(expected), JsonText.MeasureUtf8(raw));
        Assert.Equal(">" + expected, Append(raw));
        Assert.True(JsonText.AreEqual(raw, Encoding.UTF8.GetBytes(expected)));
        Assert.False(JsonText.AreEqual(raw, Encoding.UTF8.GetBytes(expected + "y")));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("\\ud83d", 3)]
    [InlineData("\\ud83dx", 4)]
    [InlineData("\\ud83d\\n", 4)]
    [InlineData("\\udc4b\\ud83d", 6)]
    [InlineData("\\ud83d\\udc4b", 4)]
    [InlineData("\\u00e9\\u0041\\u4e2d", 6)]
    public void Lone_surrogates_count_three_bytes(string raw, int length) => Assert.Equal(length, JsonText.MeasureUtf8(Encoding.UTF8.GetBytes(raw)));

    private static string Append(byte[] raw)
    {
        var builder = new StringBuilder(">");
        JsonText.AppendTo(builder, raw);
        return builder.ToString();
    }
}
