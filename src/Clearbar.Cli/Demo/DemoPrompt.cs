using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.LocalAnswers;

namespace Clearbar.Cli.Demo;

/// <summary>
/// The application of the demo: a bank that labels customer messages. One long system prompt (77 intents, each with examples) that is the same for
/// every message, so a prompt cache can serve it, and one short message.
/// </summary>
public sealed class DemoPrompt
{
    /// <summary>Examples per intent: with four, the prompt passes the 4,096 tokens below which Haiku 4.5 caches nothing.</summary>
    private const int ExamplesPerLabel = 4;

    private const int MaxTokens = 64;

    private readonly string _system;

    public DemoPrompt(DemoData data)
        : this(data.Labels, BuildSystem(data))
    {
    }

    private DemoPrompt(IReadOnlyList<string> labels, string system)
    {
        Labels = labels;
        _system = system;
    }

    /// <summary>A prompt without examples: for warming up.</summary>
    public static DemoPrompt Short(DemoData data) => new(data.Labels, "You label messages that customers of a bank send to its support.");

    public IReadOnlyList<string> Labels { get; }

    /// <summary>The gates of the class, as they would stand in <c>clearbar.json</c>.</summary>
    public JsonArray Gates(double minConfidence) =>
    [
        new JsonObject { ["stopReason"] = new JsonArray("end_turn") },
        new JsonObject
        {
            ["schema"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("intent", "confidence"),
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject
                {
                    ["intent"] = new JsonObject { ["type"] = "string" },
                    ["confidence"] = new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 },
                },
            },
        },
        new JsonObject { ["enum"] = new JsonObject { ["member"] = "intent", ["values"] = new JsonArray([.. Labels.Select(label => JsonValue.Create(label))]) } },
        new JsonObject { ["confidence"] = new JsonObject { ["member"] = "confidence", ["atLeast"] = minConfidence } },
    ];

    /// <summary>A Messages body, as the Anthropic SDK would send it.</summary>
    public byte[] Messages(string model, string text, bool stream, bool cache) => Write(json =>
    {
        json.WriteString("model", model);
        json.WriteNumber("max_tokens", MaxTokens);
        if (stream)
        {
            json.WriteBoolean("stream", true);
        }

        json.WriteStartArray("system");
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", _system);
        if (cache)
        {
            json.WriteStartObject("cache_control");
            json.WriteString("type", "ephemeral");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", text);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    /// <summary>A Converse body, as the AWS SDK would send it.</summary>
    public byte[] Converse(string text, bool cache) => Write(json =>
    {
        json.WriteStartArray("system");
        json.WriteStartObject();
        json.WriteString("text", _system);
        json.WriteEndObject();
        if (cache)
        {
            json.WriteStartObject();
            json.WriteStartObject("cachePoint");
            json.WriteString("type", "default");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("inferenceConfig");
        json.WriteNumber("maxTokens", MaxTokens);
        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(24 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string BuildSystem(DemoData data)
    {
        var examples = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var example in data.Train)
        {
            if (!examples.TryGetValue(example.Label, out var texts))
            {
                examples[example.Label] = texts = [];
            }

            if (texts.Count < ExamplesPerLabel)
            {
                texts.Add(example.Text);
            }
        }

        var prompt = new StringBuilder("""
            You label messages that customers of a bank send to its support. Answer with one JSON object and nothing else:
            {"intent": one of the intents below, "confidence": how sure you are, from 0 to 1}

            The intents, each with messages that belong to it:

            """);
        foreach (var label in data.Labels)
        {
            prompt.Append("- ").Append(label).Append('\n');
            foreach (var text in examples[label])
            {
                prompt.Append("    ").Append(text).Append('\n');
            }
        }

        return prompt.ToString();
    }
}
