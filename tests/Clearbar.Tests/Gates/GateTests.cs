using Clearbar.Gates;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Gates;

public sealed class GateTests
{
    private const string IntentSchema = """
        {"type":"object","required":["intent"],"properties":{"intent":{"type":"string"}},"additionalProperties":false}
        """;

    [Fact]
    public void Schema_passes_an_answer_that_only_needed_repair()
    {
        var verdict = Schema(IntentSchema).Check(Input("Sure:\n```json\n{\"intent\":\"card\nlost\",}\n```"));

        Assert.True(verdict.Passed);
    }

    [Theory]
    [InlineData("{}", "schema: #/intent required")]
    [InlineData("""{"intent":1}""", "schema: #/intent type")]
    [InlineData("I cannot say", "schema: not JSON")]
    [InlineData("""{"intent":"cut""", "schema: not JSON")]
    public void Schema_fails_with_the_place_and_never_with_the_text(string text, string reason)
    {
        Assert.Equal(GateVerdict.Fail("schema", reason), Schema(IntentSchema).Check(Input(text)));
    }

    [Fact]
    public void Schema_judges_every_call_of_the_named_tool()
    {
        var gate = Schema(IntentSchema, "classify");
        var good = new ToolCall("1", "classify", """{"intent":"a"}""");
        var bad = new ToolCall("2", "classify", "{}");
        var other = new ToolCall("3", "search", "{}");

        Assert.True(gate.Check(Input("ignored", good, other)).Passed);
        Assert.Equal("schema: #/intent required", gate.Check(Input("", good, bad)).Reason);
        Assert.Equal("schema: tool not called", gate.Check(Input("""{"intent":"a"}""", other)).Reason);
    }

    [Theory]
    [InlineData("""{"intent":"card"}""", GateOutcome.Pass, "")]
    [InlineData("""{"intent":"Card"}""", GateOutcome.Fail, "enum: intent not in enum")]
    [InlineData("""{"intent":["card"]}""", GateOutcome.Fail, "enum: intent is not a string")]
    [InlineData("""{"other":"card"}""", GateOutcome.Fail, "enum: intent missing")]
    [InlineData("""["card"]""", GateOutcome.Fail, "enum: intent missing")]
    [InlineData("card", GateOutcome.Fail, "enum: not JSON")]
    public void Enum_of_a_member_compares_letter_for_letter(string text, GateOutcome outcome, string reason)
    {
        var verdict = new EnumGate(["card", "cash"], "intent").Check(Input(text));

        Assert.Equal((outcome, "enum", reason), (verdict.Outcome, verdict.Gate, verdict.Reason));
    }

    [Fact]
    public void Enum_without_a_member_judges_the_trimmed_text()
    {
        var gate = new EnumGate(["card", "cash"]);

        Assert.True(gate.Check(Input(" card\n")).Passed);
        Assert.Equal("enum: text not in enum", gate.Check(Input("card.")).Reason);
    }

    [Fact]
    public void A_dotted_path_finds_a_nested_member_and_a_member_with_dots_in_its_name()
    {
        var gate = new EnumGate(["card"], "result.intent");

        Assert.True(gate.Check(Input("""{"result":{"intent":"card"}}""")).Passed);
        Assert.True(gate.Check(Input("""{"result.intent":"card"}""")).Passed);
        Assert.Equal("enum: result.intent missing", gate.Check(Input("""{"result":"card"}""")).Reason);
    }

    [Theory]
    [InlineData("""{"confidence":0.8}""", GateOutcome.Pass, "")]
    [InlineData("""{"confidence":0.41}""", GateOutcome.Fail, "confidence 0.41 < 0.80")]
    [InlineData("""{"confidence":0.7999}""", GateOutcome.Fail, "confidence 0.7999 < 0.8000")]
    [InlineData("{}", GateOutcome.Unsure, "confidence: confidence missing")]
    [InlineData("""{"confidence":"high"}""", GateOutcome.Unsure, "confidence: confidence is not a number from 0 to 1")]
    [InlineData("""{"confidence":95}""", GateOutcome.Unsure, "confidence: confidence is not a number from 0 to 1")]
    [InlineData("""{"confidence":1e999}""", GateOutcome.Unsure, "confidence: confidence is not a number from 0 to 1")]
    [InlineData("no", GateOutcome.Unsure, "confidence: not JSON")]
    public void Confidence_needs_the_number_and_is_unsure_without_it(string text, GateOutcome outcome, string reason)
    {
        var gate = new ConfidenceGate("confidence", 0.8);

        Assert.Equal(new GateVerdict(outcome, "confidence", reason), gate.Check(Input(text)));
    }

    [Theory]
    [InlineData(StopReason.EndTurn, GateOutcome.Pass, "")]
    [InlineData(StopReason.MaxTokens, GateOutcome.Fail, "stop reason max_tokens")]
    [InlineData(StopReason.Refusal, GateOutcome.Fail, "stop reason refusal")]
    [InlineData(StopReason.Other, GateOutcome.Fail, "stop reason other")]
    [InlineData(StopReason.Unknown, GateOutcome.Unsure, "stop reason unknown")]
    public void Stop_reason_must_be_one_of_the_allowed(StopReason reason, GateOutcome outcome, string because)
    {
        var gate = new StopReasonGate([StopReason.EndTurn, StopReason.ToolUse]);

        var verdict = gate.Check(new GateInput(new Answer { StopReason = reason }));

        Assert.Equal(new GateVerdict(outcome, "stopReason", because), verdict);
    }

    [Fact]
    public void Regex_looks_in_the_text()
    {
        Assert.True(RegexGate.TryCreate(@"^\d{4}$", out var gate, out _));

        Assert.True(gate.Check(Input("2026")).Passed);
        Assert.Equal("regex: no match", gate.Check(Input("in 2026")).Reason);
    }

    [Fact]
    public void An_empty_set_passes_everything()
    {
        Assert.True(GateSet.Empty.IsEmpty);
        Assert.True(GateSet.Empty.Evaluate(new Answer()).Passed);
    }

    [Fact]
    public void The_cheapest_gate_is_asked_first_and_a_failure_ends_the_asking()
    {
        var asked = new List<string>();
        var set = new GateSet(
        [
            new Probe("schema", GateCost.Schema, GateOutcome.Fail, asked),
            new Probe("json", GateCost.Json, GateOutcome.Fail, asked),
            new Probe("field", GateCost.Field, GateOutcome.Unsure, asked),
        ]);

        var verdict = set.Evaluate(new Answer());

        Assert.Equal(["field", "json"], asked);
        Assert.Equal("json", verdict.Gate);
    }

    [Fact]
    public void The_first_unsure_decides_when_nothing_fails()
    {
        var set = new GateSet(
        [
            new Probe("a", GateCost.Field, GateOutcome.Pass, []),
            new Probe("b", GateCost.Text, GateOutcome.Unsure, []),
            new Probe("c", GateCost.Json, GateOutcome.Unsure, []),
            new Probe("d", GateCost.Schema, GateOutcome.Pass, []),
        ]);

        Assert.Equal((GateOutcome.Unsure, "b"), (set.Evaluate(new Answer()).Outcome, set.Evaluate(new Answer()).Gate));
    }

    [Fact]
    public void The_JSON_is_parsed_once_for_all_gates_and_tells_that_it_was_repaired()
    {
        using var input = Input("x {\"a\":1}");

        Assert.Equal(JsonStatus.Repaired, input.Json().Status);
        Assert.True(input.Json().Utf8.Equals(input.Json().Utf8));
    }

    [Fact]
    public void No_answer_text_makes_a_gate_throw()
    {
        var set = new GateSet(
        [
            Schema(IntentSchema), new EnumGate(["a"], "intent.x"), new ConfidenceGate("c", 0.5), new EnumGate(["a"]),
        ]);
        var piece = Gen.Elements("{", "}", "\"intent\"", ":", "\"\\ud800\"", "\"c\"", "1e999", "0.7", ",", "[", "]", "\ud800", "\"a\"", "null", "{\"intent\":");

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
        {
            var verdict = set.Evaluate(new Answer { Text = string.Concat(pieces) });
            return verdict.Passed == (verdict.Reason.Length == 0);
        }));
    }

    private static SchemaGate Schema(string text, string? tool = null) =>
        SchemaGate.TryCreate(text, tool, out var gate, out var error) ? gate : throw new InvalidOperationException(error);

    private static GateInput Input(string text, params ToolCall[] calls) => new(new Answer { Text = text, ToolCalls = calls });

    private sealed class Probe(string name, GateCost cost, GateOutcome outcome, List<string> asked) : IGate
    {
        public string Name => name;

        public GateCost Cost => cost;

        public GateVerdict Check(GateInput input)
        {
            asked.Add(name);
            return new GateVerdict(outcome, name, outcome == GateOutcome.Pass ? "" : "probe");
        }
    }
}
