using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.Tests.Gates;

public sealed class GateFactoryTests
{
    [Fact]
    public void Every_kind_of_gate_is_built_from_its_configuration()
    {
        var (set, errors) = Create("""
            [
              {"schema":{"type":"object","required":["intent"]}},
              {"enum":{"member":"intent","values":["card","cash"]}},
              {"stopReason":["end_turn"]},
              {"confidence":{"member":"confidence","atLeast":0.8}},
              {"regex":"^\\{"}
            ]
            """);

        Assert.Empty(errors);
        Assert.Equal(["stopReason", "regex", "enum", "confidence", "schema"], set.Gates.Select(gate => gate.Name));
        var answer = new Answer { StopReason = StopReason.EndTurn, Text = """{"intent":"card","confidence":0.9}""" };
        Assert.True(set.Evaluate(answer).Passed);
        Assert.Equal("confidence 0.79 < 0.80", set.Evaluate(answer with { Text = """{"intent":"card","confidence":0.79}""" }).Reason);
    }

    [Fact]
    public void No_configuration_is_the_empty_set()
    {
        Assert.Same(GateSet.Empty, GateFactory.Create(null, "gates", []));
        Assert.Same(GateSet.Empty, GateFactory.Create([], "gates", []));
    }

    [Fact]
    public void The_word_request_asks_for_the_schema_each_request_brings()
    {
        var (set, errors) = Create("""[{"schema":"request"}]""");

        Assert.Empty(errors);
        Assert.True(set.JudgesRequestSchema);
        Assert.False(set.IsEmpty);
        Assert.True(SchemaGate.TryCreate("""{"type":"array"}""", null, out var gate, out _));
        Assert.Equal("schema: # type", set.With(gate).Evaluate(new Answer { Text = "{}" }).Reason);
    }

    [Fact]
    public void A_gate_can_judge_a_tools_input()
    {
        var (set, errors) = Create("""[{"enum":{"member":"intent","values":["card"]},"tool":"classify"}]""");

        Assert.Empty(errors);
        var answer = new Answer { ToolCalls = [new ToolCall("1", "classify", """{"intent":"card"}""")] };
        Assert.True(set.Evaluate(answer).Passed);
        Assert.Equal("enum: tool not called", set.Evaluate(new Answer()).Reason);
    }

    [Fact]
    public void All_mistakes_are_told_with_key_and_allowed_values()
    {
        var (_, errors) = Create("""
            [
              {},
              {"regex":"(", "stopReason":["end_turn","done"], "colour":"red"},
              {"enum":{"member":" ","values":[]}},
              {"confidence":{"atLeast":80,"of":1}},
              {"schema":{"type":"objekt"}},
              {"schema":"mine"},
              {"stopReason":[], "tool":"x"},
              null,
              {"score":{"atLeast":1,"examples":5,"check":0,"of":1}},
              {"score":{}}
            ]
            """);

        Assert.Equal(
        [
            "classes.a.gates[0]: says nothing to check; write one of schema, enum, stopReason, confidence, score, regex, length, toolCall, citations, expression, webhook, agreement, judge",
            "classes.a.gates[1].colour: is not known; allowed: schema, enum, stopReason, confidence, score, regex, length, toolCall, citations, expression, webhook, agreement, judge, tool",
            "classes.a.gates[1]: names 2 kinds; write one gate for each of schema, enum, stopReason, confidence, score, regex, length, toolCall, citations, expression, webhook, agreement, judge",
            "classes.a.gates[1].stopReason[1]: \"done\" is not a stop reason; allowed: end_turn, guardrail_intervened, malformed, max_tokens, "
                + "model_context_window_exceeded, pause_turn, refusal, stop_sequence, tool_use",
            "classes.a.gates[1].regex: is not a valid regular expression",
            "classes.a.gates[2].enum.member: must be a member name or a dotted path; leave it out to judge the whole text",
            "classes.a.gates[2].enum.values: must be a list of at least one string",
            "classes.a.gates[3].confidence.of: is not known; allowed: member, atLeast",
            "classes.a.gates[3].confidence.atLeast: must be a number from 0 to 1",
            "classes.a.gates[4].schema: #/type must be one of null, boolean, integer, number, string, array, object",
            "classes.a.gates[5].schema: must be a JSON Schema, or \"request\" (without tool) for the output schema of each request",
            "classes.a.gates[6].stopReason: must name at least one of end_turn, guardrail_intervened, malformed, max_tokens, "
                + "model_context_window_exceeded, pause_turn, refusal, stop_sequence, tool_use",
            "classes.a.gates[6].tool: has no meaning here; it goes with schema, confidence, expression, or enum or citations with a member",
            "classes.a.gates[7]: must be an object with one of schema, enum, stopReason, confidence, score, regex, length, toolCall, citations, expression, webhook, agreement, judge",
            "classes.a.gates[8].score.of: is not known; allowed: atLeast, examples, check",
            "classes.a.gates[8].score.examples: must be a whole number from 20 to 1000000",
            "classes.a.gates[8].score.atLeast: must be a chance above 0, below 1",
            "classes.a.gates[8].score.check: must be a share from 0.01 to 1: what is never let through is never learned of again",
            "classes.a.gates[9].score.atLeast: must be a chance above 0, below 1",
            "classes.a.gates[9].score: a class has one score gate; leave this one out",
        ],
        errors.Select(error => error.ToString()));
    }

    private static (GateSet Set, List<GateError> Errors) Create(string json)
    {
        var errors = new List<GateError>();
        var set = GateFactory.Create(JsonSerializer.Deserialize<GateOptions?[]>(json), "classes.a.gates", errors);
        return (set, errors);
    }
}
