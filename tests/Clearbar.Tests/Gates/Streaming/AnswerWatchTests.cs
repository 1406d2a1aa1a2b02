using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Gates.Streaming;

namespace Clearbar.Tests.Gates.Streaming;

public sealed class AnswerWatchTests
{
    private const string Schema = """
        { "schema": { "type": "object", "properties": {
            "id": { "type": "string", "maxLength": 3 }, "n": { "type": "integer" }, "tags": { "type": "array", "maxItems": 1, "items": { "enum": ["a"] } },
            "free": { "anyOf": [{ "type": "string" }, { "type": "object", "properties": { "x": { "type": "null" } } }] } }, "additionalProperties": false } }
        """;

    private const string Enum = """{ "enum": { "values": ["refund", "return it"] } }""";
    private const string Member = """{ "enum": { "member": "intent", "values": ["refund"] } }""";
    private const string AtLeastThree = """{ "length": { "minChars": 3 } }""";

    /// <summary>The text up to the first character at which the answer is doomed, and why.</summary>
    [Theory]
    [InlineData(Enum, "ref", null)]
    [InlineData(Enum, " return ", null)]
    [InlineData(Enum, "refunds", "enum: text not in enum")]
    [InlineData(Enum, "I", "enum: text not in enum")]
    [InlineData(Schema, "Here you are: {\"id\":1", null)]
    [InlineData(Schema, "```json\n[", "schema: # type")]
    [InlineData(Schema, "{i", "schema: not JSON")]
    [InlineData(Schema, "{\"id\":\"abc\",\"n\":1.0,\"tags\":[\"a\"],}", null)]
    [InlineData(Schema, "{\"id\":1", "schema: #/id type")]
    [InlineData(Schema, "{\"id\":\"abcd\"", "schema: #/id maxLength")]
    [InlineData(Schema, "{\"n\":1.5,", "schema: #/n type")]
    [InlineData(Schema, "{\"more\"", "schema: #/* additionalProperties")]
    [InlineData(Schema, "{\"tags\":[\"b\"", "schema: #/tags/0 enum")]
    [InlineData(Schema, "{\"tags\":[\"a\",\"", "schema: #/tags maxItems")]
    [InlineData(Schema, "{\"free\":{\"x\":1", null)]
    [InlineData(Schema, "{\"free\":{\"x\":1}", "schema: #/free anyOf")]
    [InlineData(Schema, "{\"id\":\"a\\x", "schema: not JSON")]
    [InlineData(Member, "{\"intent\":\"chat\"", "enum: intent not in enum")]
    [InlineData(Member, "{\"a\":{\"intent\":\"chat\"},\"intent\":\"refund\"", null)]
    [InlineData(Member, "[", "enum: intent missing")]
    [InlineData("""{ "length": { "maxWords": 2 } }""", "one two t", "length: more than 2 words")]
    [InlineData("""{ "regex": "^right" }""", "w", "regex: no match")]
    public void A_doomed_answer_is_known_at_the_first_character_that_dooms_it(string gate, string text, string? reason)
    {
        var watch = SetOf(gate).Watch()!;
        foreach (var letter in text[..^1])
        {
            watch.Add([letter]);
        }

        Assert.Equal(Outlook.Open, watch.Outlook);
        watch.Add(text.AsSpan(text.Length - 1));

        Assert.Equal((reason is null ? Outlook.Open : Outlook.Doomed, reason ?? ""), (watch.Outlook, watch.Reason));
    }

    [Fact]
    public void A_set_is_safe_when_all_its_gates_are_and_doomed_when_one_is()
    {
        var both = SetOf(AtLeastThree, """{ "regex": "yes" }""").Watch()!;
        both.Add("no, ");
        Assert.Equal(Outlook.Open, both.Outlook);
        both.Add("yes, that is it");
        Assert.Equal(Outlook.Safe, both.Outlook);

        var one = SetOf(AtLeastThree, Enum).Watch()!;
        one.Add("nothing of the kind");
        Assert.Equal((Outlook.Doomed, "enum: text not in enum"), (one.Outlook, one.Reason));
    }

    [Theory]
    [InlineData("""{ "stopReason": ["end_turn"] }""")]
    [InlineData("""{ "toolCall": { "required": true } }""")]
    [InlineData("""{ "webhook": { "url": "http://127.0.0.1:1/" } }""")]
    [InlineData("""{ "agreement": {} }""")]
    public void A_set_with_a_gate_that_needs_the_end_is_never_safe_before_it(string gate)
    {
        var watch = SetOf(AtLeastThree, gate).Watch()!;

        watch.Add("long enough in any case");

        Assert.Equal(Outlook.Open, watch.Outlook);
        Assert.Null(SetOf(gate).Watch());
    }

    [Fact]
    public void Of_an_answer_that_is_too_long_to_be_kept_nothing_is_said_any_more()
    {
        var watch = SetOf("""{ "regex": "needle" }""").Watch()!;
        watch.Add(new string('-', AnswerWatch.MaxChars));

        watch.Add("needle");
        watch.Add("needle");

        Assert.Equal((Outlook.Open, AnswerWatch.MaxChars), (watch.Outlook, watch.Length));
    }

    private static GateSet SetOf(params string[] gates)
    {
        var errors = new List<GateError>();
        var set = GateFactory.Create([.. gates.Select(static gate => JsonSerializer.Deserialize<GateOptions>(gate))], "gates", errors);
        Assert.Empty(errors);
        return set;
    }
}
