using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.Tests.Gates;

public sealed class RequestGateTests
{
    private const string Schema = """{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}""";

    public static TheoryData<string> Dialects => ["anthropic", "converse", "openai"];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_call_must_name_a_tool_of_the_request_and_obey_its_schema(string dialect)
    {
        var gate = new ToolCallGate(required: false);
        var request = ToolRequest(dialect, forced: false);

        Assert.True(gate.Check(Input(request, ("weather", """{"city":"Rome"}"""))).Passed);
        Assert.Equal("toolCall: call 2: #/city required", gate.Check(Input(request, ("weather", """{"city":"Rome"}"""), ("weather", "{}"))).Reason);
        Assert.Equal("toolCall: call 1: tool not defined", gate.Check(Input(request, ("wether", """{"city":"Rome"}"""))).Reason);
        Assert.Equal("toolCall: call 1: input is not JSON", gate.Check(Input(request, ("weather", """{"city":"Rome",}"""))).Reason);
        Assert.True(gate.Check(Input(request)).Passed);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void No_call_fails_where_the_request_forces_one_or_the_owner_requires_it(string dialect)
    {
        Assert.Equal("toolCall: no call", new ToolCallGate(required: false).Check(Input(ToolRequest(dialect, forced: true))).Reason);
        Assert.Equal("toolCall: no call", new ToolCallGate(required: true).Check(Input(ToolRequest(dialect, forced: false))).Reason);
    }

    [Fact]
    public void A_tool_schema_that_is_not_understood_is_unsure_and_a_tool_without_one_passes()
    {
        var request = FakeGateCalls.Request(
            """
            {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],
             "tools":[{"name":"odd","input_schema":{"unevaluatedProperties":false}},{"type":"web_search_20250305","name":"web_search"}]}
            """);
        var gate = new ToolCallGate(required: false);

        Assert.Equal((GateOutcome.Unsure, "toolCall: call 1: schema not understood"),
            (gate.Check(Input(request, ("odd", "{}"))).Outcome, gate.Check(Input(request, ("odd", "{}"))).Reason));
        Assert.True(gate.Check(Input(request, ("web_search", "{}"))).Passed);
        Assert.Equal(GateOutcome.Unsure, gate.Check(new GateInput(new Answer { ToolCalls = [new ToolCall("1", "odd", "{}")] })).Outcome);
    }

    [Theory]
    [InlineData("It says \"the Parcel was left\n with the neighbour\" there.", GateOutcome.Pass)]
    [InlineData("It says \u201Cparcel was \u2026 neighbour at no. 5.\u201D", GateOutcome.Pass)]
    [InlineData("It says \"the parcel was left at the door\".", GateOutcome.Fail)]
    [InlineData("It says \"arcel was left with the\".", GateOutcome.Fail)]
    [InlineData("It says \"not a quote\".", GateOutcome.Pass)]
    [InlineData("A 5\" pipe and a 7\" pipe fit into the wall", GateOutcome.Pass)]
    [InlineData("{\"why\":\"nothing is quoted in this string here\"}", GateOutcome.Pass)]
    [InlineData("{\"why\":\"he said \\\"this was never said by anyone\\\"\"}", GateOutcome.Fail)]
    public void Quoted_passages_must_stand_in_the_request(string text, GateOutcome outcome)
    {
        var request = Documents("""{"type":"text","media_type":"text/plain","data":"The **parcel** was left with the\nneighbour at no. 5. It\u2019s safe."}""");

        Assert.Equal(outcome, new CitationsGate(null).Check(new GateInput(new Answer { Text = text }, request)).Outcome);
    }

    [Theory]
    [InlineData("""{"quotes":["It's safe","left with the neighbour"]}""", GateOutcome.Pass, "")]
    [InlineData("""{"quotes":["It's safe","it is gone"]}""", GateOutcome.Fail, "citations: quote 2 is not in the request")]
    [InlineData("""{"quotes":[]}""", GateOutcome.Fail, "citations: 0 quotes < 1")]
    [InlineData("""{"quotes":[7]}""", GateOutcome.Fail, "citations: quotes[] is not a string")]
    [InlineData("""{}""", GateOutcome.Unsure, "citations: quotes[] missing")]
    [InlineData("no", GateOutcome.Fail, "citations: not JSON")]
    public void Members_that_are_quotes_must_stand_in_the_request(string text, GateOutcome outcome, string reason)
    {
        var request = Documents("""{"type":"text","data":"The parcel was left with the neighbour. It\u2019s safe."}""");
        Assert.True(MemberPath.TryParse("quotes[]", out var path, out _));

        var verdict = new CitationsGate(path, atLeast: 1).Check(new GateInput(new Answer { Text = text }, request));

        Assert.Equal((outcome, reason), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void A_quote_that_may_stand_in_a_document_that_cannot_be_read_is_unsure()
    {
        var pdf = Convert.ToBase64String(new byte[300]);
        var request = Documents($$"""{"type":"base64","media_type":"application/pdf","data":"{{pdf}}"}""");

        var verdict = new CitationsGate(null).Check(new GateInput(new Answer { Text = "\"what nobody can look up here\"" }, request));

        Assert.Equal("citations: quote 1 may be in a document that cannot be read", verdict.Reason);
        Assert.Equal(GateOutcome.Unsure, verdict.Outcome);
    }

    [Theory]
    [InlineData(" one  two\nthree ", 14, 3, 2)]
    [InlineData("", 0, 0, 0)]
    [InlineData("\U0001F600 x", 3, 2, 1)]
    public void Length_counts_characters_words_and_lines_of_the_trimmed_text(string text, int chars, int words, int lines)
    {
        Assert.True(Exactly(0).Check(text).Passed);
        Assert.False(Exactly(1).Check(text).Passed);
        Assert.False(Exactly(-1).Check(text).Passed && chars > 0);

        LengthProbe Exactly(int off) => new(new LengthGateOptions
        {
            MinChars = chars + off,
            MaxChars = Math.Max(chars + off, 0),
            MinWords = words + off,
            MaxWords = Math.Max(words + off, 0),
            MinLines = lines + off,
            MaxLines = Math.Max(lines + off, 0),
        });
    }

    [Fact]
    public void Length_says_which_bound_was_missed()
    {
        Assert.Equal("length: more than 2 words", new LengthProbe(new LengthGateOptions { MaxWords = 2 }).Check("a b c").Reason);
        Assert.Equal("length: 1 words < 2", new LengthProbe(new LengthGateOptions { MinWords = 2 }).Check("a").Reason);
    }

    private static GateRequest Documents(string source) => FakeGateCalls.Request(
        $$"""
        {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{{source}}},{"type":"text","text":"Where is it?"}]}]}
        """);

    private static GateRequest ToolRequest(string dialect, bool forced) => dialect switch
    {
        "converse" => FakeGateCalls.Request(
            """{"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"weather","inputSchema":{"json":"""
                + Schema + "}}}]" + (forced ? ""","toolChoice":{"any":{}}""" : "") + "}}",
            WireDialects.Converse),
        "openai" => FakeGateCalls.Request(
            $$$"""
            {"model":"m","messages":[{"role":"user","content":"x"}],{{{(forced ? "\"tool_choice\":\"required\"," : "")}}}
             "tools":[{"type":"function","function":{"name":"weather","parameters":{{{Schema}}}}}]}
            """,
            WireDialects.OpenAi),
        _ => FakeGateCalls.Request(
            $$$"""
            {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],{{{(forced ? "\"tool_choice\":{\"type\":\"tool\",\"name\":\"weather\"}," : "")}}}
             "tools":[{"name":"weather","input_schema":{{{Schema}}}}]}
            """),
    };

    private static GateInput Input(GateRequest request, params (string Name, string Input)[] calls) =>
        new(new Answer { ToolCalls = [.. calls.Select((call, index) => new ToolCall($"t{index}", call.Name, call.Input))] }, request);

    private sealed class LengthProbe(LengthGateOptions bounds)
    {
        public GateVerdict Check(string text) => new LengthGate(bounds).Check(new GateInput(new Answer { Text = text }));
    }
}
