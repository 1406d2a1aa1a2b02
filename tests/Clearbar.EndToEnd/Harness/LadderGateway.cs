using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

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
    /// <param name="ladder">Its rungs, joined with '&gt;'.</param>
    public static Task<GatewayHarness> StartAsync(
        IEnumerable<string> gates,
        IReadOnlyList<AnswerRule> answers,
        Action<JsonObject>? configure = null,
        string ladder = "haiku>sonnet",
        FaultScript? faults = null,
        TimeProvider? clock = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? app = null) => GatewayHarness.StartAsync(
            new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = "embedded" },
            config =>
            {
                config["classes"] = ClassOf(gates, ladder);
                configure?.Invoke(config);
            },
            new EmulatorOptions { ScriptedAnswers = answers, Faults = faults ?? FaultScript.None, RequireVersion = true },
            clock,
            app,
            services);

    /// <summary>The classes of a configuration with this one in it.</summary>
    public static JsonObject ClassOf(IEnumerable<string> gates, string ladder = "haiku>sonnet") => new()
    {
        ["ladder"] = new JsonObject
        {
            ["ladder"] = new JsonArray([.. ladder.Split('>').Select(rung => JsonValue.Create(rung))]),
            // What is asked over and over must climb the same way each time.
            ["foresight"] = false,
            // What is told of the cost is compared to the cent, and one that is still read on when the answer ends is told as unknown.
            ["earlyRefusal"] = "off",
            ["gates"] = new JsonArray([.. gates.Select(gate => JsonNode.Parse(gate))]),
        },
    };

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
