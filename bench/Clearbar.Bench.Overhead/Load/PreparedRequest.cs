using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>Builds the bytes of a whole HTTP request once; sending it is then one system call for small bodies.</summary>
internal static class PreparedRequest
{
    private const string Sentence = "The customer wrote: \"my card was declined at the till, the app shows no reason\" and asked for help within the day. ";

    /// <summary>Bytes of text per message: a conversation, not one blob.</summary>
    private const int TurnBytes = 2_000;

    public static byte[] Of(Scenario scenario, int port)
    {
        var path = scenario.Call switch
        {
            Call.Messages or Call.MessagesStream => "/v1/messages",
            Call.Converse => $"/model/global.anthropic.{FixedAnswers.Model}-v1%3A0/converse",
            _ => $"/model/global.anthropic.{FixedAnswers.Model}-v1%3A0/converse-stream",
        };
        var body = Body(scenario);
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST {path} HTTP/1.1
            host: 127.0.0.1:{port}
            user-agent: overhead/1
            accept: application/json
            content-type: application/json
            anthropic-version: 2023-06-01
            x-api-key: bench
            content-length: {body.Length}


            """).ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>A prompt of exactly <see cref="Scenario.BodyBytes"/> bytes: system prompt, then turns of both sides, the user last.</summary>
    private static byte[] Body(Scenario scenario)
    {
        var turns = Math.Max(1, scenario.BodyBytes / TurnBytes) | 1;
        var empty = Encoding.UTF8.GetByteCount(Json(scenario, turns, 0, 0));
        var text = scenario.BodyBytes - empty;
        if (text < turns)
        {
            throw new BenchException($"A body of {scenario.BodyBytes} bytes has no room for a prompt.");
        }

        return Encoding.UTF8.GetBytes(Json(scenario, turns, text / turns, text % turns));
    }

    private static string Json(Scenario scenario, int turns, int textBytes, int more)
    {
        var converse = scenario.Call is Call.Converse or Call.ConverseStream;
        var messages = new JsonArray();
        for (var i = 0; i < turns; i++)
        {
            var text = Text(textBytes + (i == 0 ? more : 0));
            messages.Add(new JsonObject
            {
                ["role"] = i % 2 == 0 ? "user" : "assistant",
                ["content"] = converse ? new JsonArray(new JsonObject { ["text"] = text }) : text,
            });
        }

        const string System = "You sort messages of customers.";
        var root = converse
            ? new JsonObject
            {
                ["system"] = new JsonArray(new JsonObject { ["text"] = System }),
                ["inferenceConfig"] = new JsonObject { ["maxTokens"] = 1024 },
            }
            : new JsonObject { ["model"] = FixedAnswers.Model, ["max_tokens"] = 1024, ["system"] = System };
        if (scenario.Call == Call.MessagesStream)
        {
            root["stream"] = true;
        }

        root["messages"] = messages;
        return root.ToJsonString(new() { Encoder = global::System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
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
