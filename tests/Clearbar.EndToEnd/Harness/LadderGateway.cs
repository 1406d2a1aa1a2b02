using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Harness;

/// <summary>A gateway with one class, <c>ladder</c>, in front of an emulator whose answers the test writes, tier by tier.</summary>
public static class LadderGateway
{
    /// <summary>The emulator's models behind the rungs of a request for <see cref="Sonnet"/>.</summary>
    public const string Haiku = "claude-haiku-4-5-20251001";

    public const string Sonnet = "claude-sonnet-5";

    public const string Opus = "claude-opus-5";

    public const string Question = "Which of the two is it?";

    /// <param name="gates">The class's gates, as its owner writes them.</param>
    /// <param name="answers">What the emulator says; the first rule that meets a call answers it.</param>
    /// <param name="configure">Further changes to the configuration.</param>
    public static Task<GatewayHarness> StartAsync(
        IEnumerable<string> gates, IReadOnlyList<AnswerRule> answers, Action<JsonObject>? configure = null, params ReadOnlySpan<string> ladder)
    {
        var rungs = new JsonArray([.. (ladder.IsEmpty ? ["haiku", "sonnet"] : ladder.ToArray()).Select(rung => JsonValue.Create(rung))]);
        return GatewayHarness.StartAsync(
            config =>
            {
                config["classes"] = new JsonObject
                {
                    ["ladder"] = new JsonObject { ["ladder"] = rungs, ["gates"] = new JsonArray([.. gates.Select(gate => JsonNode.Parse(gate))]) },
                };
                configure?.Invoke(config);
            },
            new EmulatorOptions { ScriptedAnswers = answers, RequireVersion = true });
    }

    /// <summary>What a model says to <see cref="Question"/>.</summary>
    public static AnswerRule Says(string model, string text) => new() { Model = model, Text = text };

    /// <summary>A tool that a model calls.</summary>
    public static AnswerRule Calls(string model, string tool, string input) => new() { Model = model, Tools = [new ScriptedCall(tool, input)] };

    public static Task<ClientReply> AskAsync(
        GatewayHarness gateway, Shape shape, string prompt = Question, string? schema = null, bool forced = false, string? maxCost = null)
    {
        var request = Request(shape, prompt, schema, forced);
        if (maxCost is not null)
        {
            request.Headers.Add("x-clearbar-max-cost", maxCost);
        }

        return ClientReply.SendAsync(gateway.Http, shape, request);
    }

    /// <param name="schema">Input schema of the tool <c>weather</c>; null for a request without tools.</param>
    /// <param name="forced">The request makes the model call a tool.</param>
    public static HttpRequestMessage Request(Shape shape, string prompt = Question, string? schema = null, bool forced = false)
    {
        var body = JsonNode.Parse(ClientRequest.BodyOf(shape, Sonnet, prompt))!.AsObject();
        if (schema is not null && shape.IsConverse())
        {
            var tool = new JsonObject { ["name"] = "weather", ["inputSchema"] = new JsonObject { ["json"] = JsonNode.Parse(schema) } };
            body["toolConfig"] = new JsonObject { ["tools"] = new JsonArray(new JsonObject { ["toolSpec"] = tool }) };
            if (forced)
            {
                body["toolConfig"]!["toolChoice"] = new JsonObject { ["any"] = new JsonObject() };
            }
        }
        else if (schema is not null)
        {
            body["tools"] = new JsonArray(new JsonObject { ["name"] = "weather", ["input_schema"] = JsonNode.Parse(schema) });
            if (forced)
            {
                body["tool_choice"] = new JsonObject { ["type"] = "any" };
            }
        }

        var request = ClientRequest.Post(ClientRequest.PathOf(shape, Sonnet), body.ToJsonString(), "ladder");
        if (shape.Dialect() == Dialect.Anthropic)
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        return request;
    }
}
