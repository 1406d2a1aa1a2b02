using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Gateway.Conversations;

/// <summary>
/// An upstream as strict as the real ones: it knows which model issued every signature and every tool call, and answers 400 to thinking of another
/// model, to tool results of another model's call, and to results that do not pair. What it does say is written in the <see cref="Script"/>.
/// </summary>
public sealed class StrictModel
{
    private readonly ConcurrentDictionary<string, string> _signers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Model, bool Thought)> _callers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, List<string>> _calls = new();
    private int _made;

    /// <summary>What it refused, with the conversation.</summary>
    public ConcurrentQueue<(int Conversation, string Violation)> Violations { get; } = new();

    /// <summary>The tier of a model under any of its names: every surface has names of its own.</summary>
    public static string TierOf(string model) => Array.Find(["haiku", "sonnet", "opus"], tier => model.Contains(tier, StringComparison.Ordinal))!;

    /// <summary>The tier of the model that signed this thinking block.</summary>
    public string SignerOf(JsonNode block) => _signers[SignatureOf(block)];

    /// <summary>Models called for this conversation since it was last asked, by the ids they were called with.</summary>
    public List<string> TakeCalls(int conversation) => _calls.TryRemove(conversation, out var calls) ? calls : [];

    public Task AnswerAsync(HttpContext http, ReceivedRequest request)
    {
        var body = JsonNode.Parse(request.Body)!.AsObject();
        var isConverse = request.Path.StartsWith("/model/", StringComparison.Ordinal);
        var model = isConverse ? Uri.UnescapeDataString(request.Path.Split('/')[2]) : (string)body["model"]!;
        var messages = body["messages"]!.AsArray().Select(message => (
            Role: (string)message!["role"]!,
            Blocks: isConverse ? ConverseForm.BlocksBack(message["content"]!.AsArray()) : message["content"]!.AsArray())).ToList();
        var begin = messages.FindLastIndex(static message => ScriptOf(message.Blocks) is not null);
        var script = ScriptOf(messages[begin].Blocks)!;
        _calls.GetOrAdd(script.Conversation, static _ => []).Add(model);
        var thinking = isConverse ? body["additionalModelRequestFields"]?["thinking"] : body["thinking"];
        if (Violation(model, messages, thinking) is { } violation)
        {
            Violations.Enqueue((script.Conversation, $"{model}: {violation}"));
            http.Response.StatusCode = 400;
            return WriteAsync(http, "application/json", isConverse
                ? new JsonObject { ["message"] = violation }
                : new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = "invalid_request_error", ["message"] = violation } });
        }

        var step = messages.Skip(begin).Count(static message => message.Role == "assistant");
        var content = Say(model, script, callsTools: step < script.Steps);
        return isConverse ? WriteAsync(http, "application/json", ConverseAnswer(content, script))
            : (bool?)body["stream"] == true ? WriteStreamAsync(http, model, content, script)
            : WriteAsync(http, "application/json", MessageOf(model, content, script));
    }

    private static Script? ScriptOf(JsonArray blocks) =>
        blocks.Select(static block => Script.Read((string?)block!["text"])).FirstOrDefault(static script => script is not null);

    private string? Violation(string model, List<(string Role, JsonArray Blocks)> messages, JsonNode? thinking)
    {
        if ((int?)thinking?["budget_tokens"] is < 1024)
        {
            return "thinking.budget_tokens must be at least 1024";
        }

        if ((string?)thinking?["type"] is { } form && form != (TierOf(model) == "haiku" ? "enabled" : "adaptive"))
        {
            return $"thinking.type {form} is not one of this model's";
        }

        var open = new List<string>();
        foreach (var (role, blocks) in messages)
        {
            if (blocks.Count == 0)
            {
                return "a message has no content";
            }

            foreach (var block in blocks.Where(static block => IsThinking(block!)))
            {
                if (SignerOf(block!) is var signer && signer != TierOf(model))
                {
                    return $"invalid signature in a thinking block: it is {signer}'s";
                }
            }

            foreach (var block in blocks.Where(static block => (string?)block!["type"] == "tool_result"))
            {
                if (!open.Remove((string)block!["tool_use_id"]!))
                {
                    return "a tool_result has no tool_use before it";
                }
            }

            if (role == "assistant")
            {
                if (open.Count > 0)
                {
                    return "a tool_use has no tool_result after it";
                }

                open.AddRange(CallsOf(blocks));
            }
        }

        return open.Count > 0 ? "a tool_use has no tool_result after it" : LoopViolation(model, messages);
    }

    /// <summary>An open loop is finished by the model that began it, with the thinking it began with.</summary>
    private string? LoopViolation(string model, List<(string Role, JsonArray Blocks)> messages)
    {
        var last = messages.FindLastIndex(static message => message.Role == "assistant");
        if (last < 0 || messages.Skip(last).Any(static message => ScriptOf(message.Blocks) is not null))
        {
            return null;
        }

        foreach (var id in CallsOf(messages[last].Blocks))
        {
            var (caller, thought) = _callers[id];
            if (caller != TierOf(model))
            {
                return $"a tool_result answers a tool_use of {caller}";
            }

            if (thought && !IsThinking(messages[last].Blocks[0]!))
            {
                return "the thinking in front of the open tool_use is gone";
            }
        }

        return null;
    }

    public static bool IsThinking(JsonNode block) => (string?)block["type"] is "thinking" or "redacted_thinking";

    private static IEnumerable<string> CallsOf(JsonArray blocks) =>
        blocks.Where(static block => (string?)block!["type"] == "tool_use").Select(static block => (string)block!["id"]!);

    private static string SignatureOf(JsonNode block) => (string?)block["signature"] ?? (string)block["data"]!;

    private JsonArray Say(string model, Script script, bool callsTools)
    {
        var content = new JsonArray();
        if (script.Thinks)
        {
            // Base64 of real signatures has + and /, which JSON writers escape differently.
            var signature = Sign(model);
            content.Add(script.Redacted
                ? new JsonObject { ["type"] = "redacted_thinking", ["data"] = signature }
                : new JsonObject { ["type"] = "thinking", ["thinking"] = "hm", ["signature"] = signature });
        }

        var fails = script.Failing.Split('+').Any(tier => tier.Length > 0 && model.Contains(tier, StringComparison.Ordinal));
        content.Add(new JsonObject { ["type"] = "text", ["text"] = fails ? "bad" : "good" });
        for (var i = 0; callsTools && i < script.Calls; i++)
        {
            var id = "toolu_" + Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture);
            _callers[id] = (TierOf(model), script.Thinks);
            content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = "look", ["input"] = new JsonObject() });
        }

        return content;
    }

    private string Sign(string model)
    {
        var bytes = new byte[12];
        BitConverter.TryWriteBytes(bytes, Interlocked.Increment(ref _made));
        bytes.AsSpan(4).Fill(0xFB);
        var signature = Convert.ToBase64String(bytes);
        _signers[signature] = TierOf(model);
        return signature;
    }

    private static bool Calls(JsonArray content) => content.Count > 0 && (string?)content[^1]!["type"] == "tool_use";

    private static JsonObject MessageOf(string model, JsonArray content, Script script) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = content,
        ["stop_reason"] = Calls(content) ? "tool_use" : "end_turn",
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = 9, ["cache_read_input_tokens"] = script.CachedTokens, ["output_tokens"] = 5 },
    };

    private static JsonObject ConverseAnswer(JsonArray content, Script script) => new()
    {
        ["output"] = new JsonObject
        {
            ["message"] = ConverseForm.Of([new JsonObject { ["role"] = "assistant", ["content"] = content.DeepClone() }])[0]!.DeepClone(),
        },
        ["stopReason"] = Calls(content) ? "tool_use" : "end_turn",
        ["usage"] = new JsonObject
        {
            ["inputTokens"] = 9, ["outputTokens"] = 5, ["totalTokens"] = 14 + script.CachedTokens, ["cacheReadInputTokens"] = script.CachedTokens,
        },
        ["metrics"] = new JsonObject { ["latencyMs"] = 1 },
    };

    private static Task WriteStreamAsync(HttpContext http, string model, JsonArray content, Script script)
    {
        var text = new StringBuilder();
        var message = MessageOf(model, [], script);
        message["stop_reason"] = null;
        Event("message_start", new JsonObject { ["message"] = message });
        for (var i = 0; i < content.Count; i++)
        {
            var block = content[i]!.DeepClone().AsObject();
            var delta = (string)block["type"]! switch
            {
                "text" => Take(block, "text", "text_delta", "text"),
                "thinking" => Take(block, "signature", "signature_delta", "signature"),
                _ => null,
            };
            Event("content_block_start", new JsonObject { ["index"] = i, ["content_block"] = block });
            if (delta is not null)
            {
                Event("content_block_delta", new JsonObject { ["index"] = i, ["delta"] = delta });
            }

            Event("content_block_stop", new JsonObject { ["index"] = i });
        }

        Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = Calls(content) ? "tool_use" : "end_turn", ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = 5 },
        });
        Event("message_stop", []);
        http.Response.ContentType = "text/event-stream";
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), http.RequestAborted).AsTask();

        void Event(string type, JsonObject data)
        {
            data.Insert(0, "type", type);
            text.Append("event: ").Append(type).Append("\ndata: ").Append(data.ToJsonString()).Append("\n\n");
        }

        static JsonObject Take(JsonObject block, string member, string type, string name)
        {
            var value = (string)block[member]!;
            block[member] = "";
            return new JsonObject { ["type"] = type, [name] = value };
        }
    }

    private static Task WriteAsync(HttpContext http, string type, JsonObject body)
    {
        http.Response.ContentType = type;
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), http.RequestAborted).AsTask();
    }
}
