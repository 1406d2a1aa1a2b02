using System.Text;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Tests.Json;

/// <summary>Values of a body read in place: members in any order, elements, and blank text however it is spelled.</summary>
public sealed class JsonValueTests
{
    private static readonly JsonNames Names = new("a", "b", "c");

    [Theory]
    [InlineData("\"\"", true)]
    [InlineData("\" \\n\\t\\r\\u00a0\\u2003\"", true)]
    [InlineData("\"\u00a0\u3000 \"", true)]
    [InlineData("\" \\n\u4e2d\"", false)]
    [InlineData("\" \\u0041\"", false)]
    [InlineData("\"\\\\\"", false)]
    [InlineData("\"\\ud83d\\udc4b\"", false)]
    [InlineData("3", false)]
    [InlineData("[]", false)]
    public void Blank_text_is_known_however_it_is_spelled(string json, bool isBlank) => Assert.Equal(isBlank, new JsonValue(Encoding.UTF8.GetBytes(json)).IsBlank);

    [Fact]
    public void Members_are_found_whatever_their_order_and_null_is_absent()
    {
        var members = Names.Of(new JsonValue("""{ "x" : {"a":0}, "\u0062" : [1, {"a":2}] , "a" : null, "c":"first","c" : "last" }"""u8));
        Assert.True(members[0].IsAbsent);
        Assert.Equal("""[1, {"a":2}]""", Encoding.UTF8.GetString(members[1].Json));
        Assert.True(members[2].Is("last"u8));
        Assert.True(Names.Of(new JsonValue("[1]"u8))[0].IsAbsent);
        Assert.True(Names.Of(default)[0].IsAbsent);
        Assert.Throws<ArgumentException>(() => new JsonNames([.. Enumerable.Range(0, 13).Select(index => $"n{index}")]));
    }

    [Fact]
    public void Elements_are_given_in_order_and_other_values_have_none()
    {
        var seen = new List<string>();
        foreach (var element in new JsonValue("""[ 1 , "two" , [3], {"four":4}, null ]"""u8).Elements())
        {
            seen.Add(Encoding.UTF8.GetString(element.Json));
        }

        Assert.Equal(["1", "\"two\"", "[3]", """{"four":4}""", "null"], seen);
        Assert.False(new JsonValue("{}"u8).Elements().MoveNext());
        Assert.False(default(JsonValue).Elements().MoveNext());
    }

    [Theory]
    [InlineData(" {\"a\":1} ", true)]
    [InlineData("[1]", false)]
    [InlineData("3", false)]
    [InlineData("", false)]
    public void Only_an_object_is_parsed_as_one(string json, bool isObject)
    {
        Assert.Equal(isObject, JsonValue.TryParseObject(Encoding.UTF8.GetBytes(json), out var value));
        Assert.Equal(json.Trim(), Encoding.UTF8.GetString(value.Json));
    }
}
