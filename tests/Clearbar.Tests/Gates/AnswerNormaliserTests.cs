using System.Text.Json;
using Clearbar.Gates.Agreement;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Gates;

public sealed class AnswerNormaliserTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("10e-1", "1")]
    [InlineData("-0.0", "0")]
    [InlineData("0.00120", "0.0012")]
    [InlineData("-12e3", "-12000")]
    [InlineData("1e400", "1e400")]
    [InlineData("10e399", "1e400")]
    [InlineData("123456789012345678901234567890.10", "123456789012345678901234567890.1")]
    [InlineData("0e99999999999999", "0e99999999999999")]
    public void Numbers_have_one_spelling_by_value(string text, string canonical)
    {
        Assert.Equal(canonical, CanonicalJson.Number(text));
    }

    [Theory]
    [InlineData("The answer is 3-4", "3")]
    [InlineData("H2O boils at -100.50", "-100.5")]
    [InlineData("1,234,567.8 and 5", "1234567.8")]
    [InlineData("10, 20", "10")]
    [InlineData("1234,567", "1234")]
    [InlineData("none", null)]
    public void The_first_number_is_found_in_prose(string text, string? number)
    {
        Assert.Equal(number, AnswerNormaliser.Number.KeyOf(new Answer { Text = text }));
    }

    [Fact]
    public void Tool_calls_are_compared_without_their_ids()
    {
        var one = new Answer { ToolCalls = [new ToolCall("a", "f", """{"x":1,"y":2}""")] };
        var same = new Answer { ToolCalls = [new ToolCall("b", "f", """{"y":2.0,"x":1}""")] };
        var other = new Answer { ToolCalls = [new ToolCall("a", "g", """{"x":1,"y":2}""")] };

        Assert.True(AnswerNormaliser.Text.Agree(one, same) && AnswerNormaliser.Json.Agree(one, same));
        Assert.False(AnswerNormaliser.Text.Agree(one, other) || AnswerNormaliser.Json.Agree(one, other));
        Assert.False(AnswerNormaliser.Json.Agree(new Answer { Text = "x" }, new Answer { Text = "x" }));
    }

    [Fact]
    public void Normalising_twice_is_normalising_once()
    {
        var piece = Gen.Elements(
            "a", "B", " ", "\n", ":", ".", "-", "_", "1", "0", "1.50", "1e3", "-2e-50", ",", "{", "}", "[", "]", "\"k\":", "\"Z\":1", "{\"b\":1.0,\"a\":[2e0]}", "\ud800",
            "\u00e9", "\u0130", "\"\\u0041\"", "null", "12,345");
        foreach (var normaliser in (ReadOnlySpan<AnswerNormaliser>)
            [AnswerNormaliser.Text, AnswerNormaliser.Json, AnswerNormaliser.Label, AnswerNormaliser.Number])
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
                normaliser.KeyOf(new Answer { Text = string.Concat(pieces) }) is not { } key || normaliser.KeyOf(new Answer { Text = key }) is var again
                    && (string.Equals(again, key, StringComparison.Ordinal) || (key.Length == 0 && again is null or ""))));
        }
    }

    [Fact]
    public void Canonical_JSON_is_the_same_value()
    {
        using var json = JsonDocument.Parse("""{"b":[1.50,null,true,"\u00e9<"],"a":{"z":-0,"y":1e2}}""");
        var canonical = CanonicalJson.Of(json.RootElement);

        Assert.Equal("""{"a":{"y":100,"z":0},"b":[1.5,null,true,"é<"]}""", canonical);
        using var again = JsonDocument.Parse(canonical);
        Assert.True(JsonElement.DeepEquals(json.RootElement.GetProperty("b"), again.RootElement.GetProperty("b")));
    }
}
