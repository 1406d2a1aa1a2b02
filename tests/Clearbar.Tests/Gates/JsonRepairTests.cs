using System.Text;
using System.Text.Json;
using Clearbar.Gates;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Gates;

public sealed class JsonRepairTests
{
    [Theory]
    [InlineData("{\"a\":\"line\nbreak\"}", "{\"a\":\"line\\nbreak\"}")]
    [InlineData("{\"a\":\"tab\there\r\n\"}", "{\"a\":\"tab\\there\\r\\n\"}")]
    [InlineData("{\"a\":\"bell\u0007\u001f\"}", "{\"a\":\"bell\\u0007\\u001f\"}")]
    [InlineData("```json\n{\"a\":1}\n```", "{\"a\":1}")]
    [InlineData("```\n[1,2]\n```", "[1,2]")]
    [InlineData("Here is the answer:\n{\"a\":1}\nHope it helps!", "{\"a\":1}")]
    [InlineData("{\"a\":[1,2,],}", "{\"a\":[1,2 ] }")]
    [InlineData("{\"a\":1 , \n}", "{\"a\":1   \n}")]
    [InlineData("\uFEFF{\"a\":1}", "{\"a\":1}")]
    [InlineData("As said in [1] and [the manual]: {\"a\":\"}]\\\"\n\"} [2]", "{\"a\":\"}]\\\"\\n\"}")]
    [InlineData("Use {name}, then {\"a\":{\"b\":[]}}.", "{\"a\":{\"b\":[]}}")]
    [InlineData("[{\"a\":1},{\"a\":2}] are the two.", "[{\"a\":1},{\"a\":2}]")]
    public void What_models_write_around_and_inside_JSON_is_repaired(string text, string expected)
    {
        var result = Repair(text);

        Assert.True(result.WasRepaired);
        Assert.Equal(expected, Encoding.UTF8.GetString(result.Utf8.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON at all")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":{\"b\":1},\"c\":\"cut of")]
    [InlineData("{\"a\":\"cut\\")]
    [InlineData("{\"a\":1} or rather {\"a\":2}")]
    [InlineData("either [1] or [2]")]
    [InlineData("{a: {\"b\":1}}")]
    [InlineData("[,]")]
    [InlineData("{\"a\":,}")]
    [InlineData("[1,,]")]
    [InlineData("[1}")]
    [InlineData("{\"a\":\"back\\\nslash\"}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("[see above] {\"a\":1}")]
    [InlineData("{name} stands for {\"a\":1}")]
    [InlineData("\uFEFF \n{name} stands for {\"a\":1}")]
    [InlineData("```json\n{a}\n```\nor rather\n```json\n{\"a\":1}\n```")]
    [InlineData("[1] says {\"a\":1}")]
    public void Nothing_is_guessed(string text) => Assert.Equal(JsonStatus.NotJson, Repair(text).Status);

    [Fact]
    public void A_repaired_string_means_what_was_written()
    {
        var text = "{\"note\":\"first\nsecond\tthird \u0001 \\n \\\" é 🚀\"}";

        using var document = JsonDocument.Parse(Repair(text).Utf8);

        Assert.Equal("first\nsecond\tthird \u0001 \n \" é 🚀", document.RootElement.GetProperty("note").GetString());
    }

    [Fact]
    public void A_text_over_the_limit_is_not_looked_at()
    {
        var text = new byte[JsonRepair.MaxBytes + 1];
        text.AsSpan().Fill((byte)' ');
        text[0] = (byte)'1';

        Assert.Equal(JsonStatus.NotJson, JsonRepair.Repair(text).Status);
        Assert.Equal(JsonStatus.Valid, JsonRepair.Repair(text.AsMemory(0, JsonRepair.MaxBytes)).Status);
    }

    [Fact]
    public void Nesting_is_accepted_up_to_what_the_parser_takes()
    {
        static string Nested(int depth) => "x " + new string('[', depth) + new string(']', depth);

        Assert.Equal(JsonStatus.Repaired, Repair(Nested(64)).Status);
        Assert.Equal(JsonStatus.NotJson, Repair(Nested(65)).Status);
    }

    [Fact]
    public void Any_bytes_never_throw_and_what_comes_back_parses()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll<byte[]>(bytes => ParsesUnlessRefused(bytes)));
    }

    [Fact]
    public void Any_pile_of_JSON_pieces_never_throws_and_what_comes_back_parses()
    {
        var piece = Gen.Elements("{", "}", "[", "]", "\"", "\\", ",", ":", "\n", "\t", "\u0001", "1", "a", " ", "```json\n", "\"a\":", "\\u", "d8", "é", "true");
        var piles = piece.ListOf().Select(list => Encoding.UTF8.GetBytes(string.Concat(list)));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(piles.ToArbitrary(), bytes => ParsesUnlessRefused(bytes)));
    }

    [Fact]
    public void Valid_JSON_comes_back_as_the_same_memory()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Values(4).ToArbitrary(), value =>
        {
            ReadOnlyMemory<byte> utf8 = JsonSerializer.SerializeToUtf8Bytes(value);
            var result = JsonRepair.Repair(utf8);
            return result.Status == JsonStatus.Valid && result.Utf8.Equals(utf8);
        }));
    }

    [Fact]
    public void A_valid_object_survives_fences_prose_and_raw_line_breaks_unchanged_in_meaning()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Values(4).ToArbitrary(), value =>
        {
            var whole = JsonSerializer.Serialize(new { value, text = "a\nb" });
            var written = "Sure!\n```json\n" + whole.Replace("\\n", "\n", StringComparison.Ordinal) + "\n```\nDone.";
            var result = Repair(written);
            using var expected = JsonDocument.Parse(whole);
            using var repaired = JsonDocument.Parse(result.Utf8);
            return result.WasRepaired && JsonElement.DeepEquals(expected.RootElement, repaired.RootElement);
        }));
    }

    private static bool ParsesUnlessRefused(byte[] bytes)
    {
        var result = JsonRepair.Repair(bytes);
        if (result.Status == JsonStatus.NotJson)
        {
            return result.Utf8.IsEmpty;
        }

        using var document = JsonDocument.Parse(result.Utf8);
        return true;
    }

    // Strings of letters only where line breaks are put in later: an escape sequence must not be made by accident.
    private static Gen<object?> Values(int depth)
    {
        var word = Gen.Elements("", "refund", "é🚀", "a{b}c", "[x]", "quote\"d", "tab\t", "`", "C:\\dir");
        var scalars = Gen.OneOf(
            word.Select(text => (object?)text),
            Gen.Choose(-1000, 1000).Select(number => (object?)number),
            Gen.Elements<object?>(true, false, null, 0.5));
        return depth == 0
            ? scalars
            : Gen.OneOf(
                scalars,
                Values(depth - 1).ListOf(3).Select(list => (object?)list.ToArray()),
                Values(depth - 1).ListOf(2).Select(list => (object?)new Dictionary<string, object?> { ["k"] = list[0], ["long name"] = list[1] }));
    }

    private static JsonRepairResult Repair(string text) => JsonRepair.Repair(Encoding.UTF8.GetBytes(text));
}
