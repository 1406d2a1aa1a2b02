using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Bench.Overhead.Servers;
using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>A request's body: a conversation of exactly so many bytes, in the client's dialect.</summary>
internal static class PromptBody
{
    private const string System = "You sort messages of customers.";

    private const string Sentence = "The customer wrote: \"my card was declined at the till, the app shows no reason\" and asked for help within the day. ";

    /// <summary>Bytes of text per message: a conversation, not one blob.</summary>
    private const int TurnBytes = 2_000;

    /// <summary>A prompt of exactly <see cref="Scenario.BodyBytes"/> bytes: system prompt, then turns of both sides, the user last.</summary>
    public static byte[] Of(Scenario scenario, string model)
    {
        var turns = Math.Max(1, scenario.BodyBytes / TurnBytes) | 1;
        var empty = Encoding.UTF8.GetByteCount(Json(scenario, model, turns, 0, 0));
        var text = scenario.BodyBytes - empty;
        if (text < turns)
        {
            throw new BenchException($"A body of {scenario.BodyBytes} bytes has no room for a prompt.");
        }

        return Encoding.UTF8.GetBytes(Json(scenario, model, turns, text / turns, text % turns));
    }

    private static string Json(Scenario scenario, string model, int turns, int textBytes, int more)
    {
        var converse = scenario.Dialect == Dialect.Converse;
        var messages = new JsonArray();
        if (scenario.Dialect == Dialect.OpenAi)
        {
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = System });
        }

        for (var i = 0; i < turns; i++)
        {
            var text = Text(textBytes + (i == 0 ? more : 0));
            messages.Add(new JsonObject
            {
                ["role"] = i % 2 == 0 ? "user" : "assistant",
                ["content"] = converse ? new JsonArray(new JsonObject { ["text"] = text }) : text,
            });
        }

        var root = Head(scenario, model);
        root["messages"] = messages;
        return root.ToJsonString(new() { Encoder = global::System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static JsonObject Head(Scenario scenario, string model)
    {
        switch (scenario.Dialect)
        {
            case Dialect.Converse:
                return new JsonObject
                {
                    ["system"] = new JsonArray(new JsonObject { ["text"] = System }),
                    ["inferenceConfig"] = new JsonObject { ["maxTokens"] = 1024 },
                };
            case Dialect.Invoke:
                return new JsonObject { ["anthropic_version"] = "bedrock-2023-05-31", ["max_tokens"] = 1024, ["system"] = System };
        }

        var root = new JsonObject { ["model"] = model, ["max_tokens"] = 1024 };
        if (scenario.Dialect == Dialect.Anthropic)
        {
            root["system"] = System;
        }

        if (scenario.IsPaced)
        {
            root["metadata"] = new JsonObject { ["user_id"] = FixedAnswers.PacedUser };
        }

        if (scenario.IsStream)
        {
            root["stream"] = true;
            if (scenario.Dialect == Dialect.OpenAi)
            {
                root["stream_options"] = new JsonObject { ["include_usage"] = true };
            }
        }

        return root;
    }

    /// <summary>Text that takes exactly <paramref name="bytes"/> bytes inside a JSON string; quotes take two there, as they do in real prompts.</summary>
    private static string Text(int bytes)
    {
        var text = new StringBuilder(bytes);
        var written = 0;
        for (var i = 0; written < bytes; i++)
        {
            var c = Sentence[i % Sentence.Length];
            var width = c == '"' ? 2 : 1;
            text.Append(written + width > bytes ? '.' : c);
            written += written + width > bytes ? 1 : width;
        }

        return text.ToString();
    }
}
