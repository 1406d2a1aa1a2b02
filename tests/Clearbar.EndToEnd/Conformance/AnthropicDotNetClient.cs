using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>The package <c>Anthropic</c>, unmodified; requests are given as JSON and everything that comes back is read through its types.</summary>
internal sealed class AnthropicDotNetClient : DotNetMatrixClient
{
    public override string Name => $"Anthropic {typeof(AnthropicClient).Assembly.GetName().Version!.ToString(3)} (.NET)";

    protected override IReadOnlyDictionary<string, Func<Uri, CancellationToken, Task>> Features => new Dictionary<string, Func<Uri, CancellationToken, Task>>(StringComparer.Ordinal)
    {
        ["text"] = async (gateway, cancellation) =>
        {
            var message = await CreateAsync(gateway, Body(), cancellation);
            Assert.NotEmpty(TextOf(message));
            Assert.Equal("end_turn", message.StopReason!.Raw());
        },
        ["stream"] = StreamAsync,
        ["tools"] = ToolsAsync,
        ["parallel_tools"] = async (gateway, cancellation) =>
        {
            var message = await CreateAsync(gateway, Body(("tools", Tools()), ("tool_choice", new JsonObject { ["type"] = "any" })), cancellation);
            Assert.Equal(["find_branch", "record_intent"], CallsOf(message).Select(call => call.Name).Order(StringComparer.Ordinal));
        },
        ["vision"] = (gateway, cancellation) => AskAboutAsync(gateway, "image", "image/png", Given.Png, cancellation),
        ["document"] = (gateway, cancellation) => AskAboutAsync(gateway, "document", "application/pdf", Convert.ToBase64String(Given.Pdf), cancellation),
        ["thinking"] = async (gateway, cancellation) =>
        {
            var message = await CreateAsync(gateway, Body(("thinking", new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 1024 })), cancellation);
            Assert.True(message.Content[0].TryPickThinking(out var thinking));
            Assert.NotEmpty(thinking.Thinking);
            Assert.NotEmpty(thinking.Signature);
        },
        ["cache_markers"] = async (gateway, cancellation) =>
        {
            var system = new JsonArray(Text(Given.FreshLongText(), new JsonObject { ["type"] = "ephemeral", ["ttl"] = "1h" }));
            var first = await CreateAsync(gateway, Body(("system", system.DeepClone())), cancellation);
            var second = await CreateAsync(gateway, Body(("system", system)), cancellation);
            Assert.True(first.Usage.CacheCreation!.Ephemeral1hInputTokens > 0);
            Assert.Equal(first.Usage.CacheCreationInputTokens, second.Usage.CacheReadInputTokens);
        },
        ["structured_output"] = async (gateway, cancellation) =>
        {
            var format = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = JsonNode.Parse(Given.IntentSchema) } };
            Given.AssertIntent(TextOf(await CreateAsync(gateway, Body(("output_config", format)), cancellation)));
        },
        ["error"] = async (gateway, cancellation) =>
        {
            var error = await Assert.ThrowsAsync<AnthropicNotFoundException>(() => CreateAsync(gateway, Body(("model", "claude-nonesuch-9")), cancellation));
            Assert.Contains("not known", error.Message, StringComparison.Ordinal);
        },
    };

    private static async Task StreamAsync(Uri gateway, CancellationToken cancellation)
    {
        var (text, output, stopped) = ("", 0L, false);
        using var client = Client(gateway);
        await foreach (var message in client.Messages.CreateStreaming(Params(Body()), cancellation))
        {
            if (message.TryPickContentBlockDelta(out var piece) && piece.Delta.TryPickText(out var delta))
            {
                text += delta.Text;
            }

            if (message.TryPickDelta(out var end))
            {
                output = end.Usage.OutputTokens;
            }

            stopped |= message.TryPickStop(out _);
        }

        Assert.NotEmpty(text);
        Assert.True(output > 0 && stopped);
    }

    private static async Task ToolsAsync(Uri gateway, CancellationToken cancellation)
    {
        var choice = new JsonObject { ["type"] = "tool", ["name"] = "record_intent" };
        var first = await CreateAsync(gateway, Body(("tools", Tools()), ("tool_choice", choice)), cancellation);
        var call = Assert.Single(CallsOf(first));
        Assert.Contains(call.Input["urgent"].ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
        var messages = new JsonArray(
            Turn("user", Text(Given.Question)),
            Turn("assistant", new JsonObject { ["type"] = "tool_use", ["id"] = call.ID, ["name"] = call.Name, ["input"] = JsonSerializer.SerializeToNode(call.Input) }),
            Turn("user", new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = call.ID, ["content"] = "recorded" }));
        Assert.NotEmpty(TextOf(await CreateAsync(gateway, Body(("tools", Tools()), ("messages", messages)), cancellation)));
    }

    private static async Task AskAboutAsync(Uri gateway, string type, string mediaType, string data, CancellationToken cancellation)
    {
        var attached = new JsonObject { ["type"] = type, ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = mediaType, ["data"] = data } };
        var messages = new JsonArray(Turn("user", attached, Text(Given.Question)));
        Assert.NotEmpty(TextOf(await CreateAsync(gateway, Body(("messages", messages)), cancellation)));
    }

    private static async Task<Message> CreateAsync(Uri gateway, JsonObject body, CancellationToken cancellation)
    {
        using var client = Client(gateway);
        var message = await client.Messages.Create(Params(body), cancellation);
        Assert.True(message.Usage.InputTokens > 0 && message.Usage.OutputTokens > 0, "tokens are counted");
        return message;
    }

    private static AnthropicClient Client(Uri gateway) => new() { BaseUrl = gateway.ToString().TrimEnd('/'), ApiKey = "made-up", MaxRetries = 0 };

    private static MessageCreateParams Params(JsonObject body)
    {
        var nothing = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var members = body.ToDictionary(member => member.Key, member => JsonSerializer.SerializeToElement(member.Value), StringComparer.Ordinal);
        return MessageCreateParams.FromRawUnchecked(nothing, nothing, members);
    }

    private static JsonObject Body(params (string Name, JsonNode? Value)[] more)
    {
        var body = new JsonObject
        {
            ["model"] = Given.Model, ["max_tokens"] = Given.MaxTokens, ["messages"] = new JsonArray(Turn("user", Text(Given.Question))),
        };
        foreach (var (name, value) in more)
        {
            body[name] = value;
        }

        return body;
    }

    private static JsonObject Turn(string role, params JsonNode[] content) => new() { ["role"] = role, ["content"] = new JsonArray(content) };

    private static JsonObject Text(string text, JsonObject? marker = null)
    {
        var block = new JsonObject { ["type"] = "text", ["text"] = text };
        if (marker is not null)
        {
            block["cache_control"] = marker;
        }

        return block;
    }

    private static JsonArray Tools() => new(
        new JsonObject { ["name"] = "record_intent", ["description"] = "Records what the customer wants.", ["input_schema"] = JsonNode.Parse(Given.IntentSchema) },
        new JsonObject { ["name"] = "find_branch", ["description"] = "Finds a branch of the bank.", ["input_schema"] = JsonNode.Parse(Given.BranchSchema) });

    private static string TextOf(Message message) =>
        string.Concat(message.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));

    private static List<ToolUseBlock> CallsOf(Message message)
    {
        var calls = new List<ToolUseBlock>();
        foreach (var block in message.Content)
        {
            if (block.TryPickToolUse(out var call))
            {
                calls.Add(call);
            }
        }

        return calls;
    }
}
