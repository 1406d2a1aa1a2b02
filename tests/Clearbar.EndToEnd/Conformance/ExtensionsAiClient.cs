using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>Microsoft.Extensions.AI through the package <c>Anthropic</c>, unmodified.</summary>
internal sealed class ExtensionsAiClient : DotNetMatrixClient
{
    public override string Name => $"Microsoft.Extensions.AI {typeof(IChatClient).Assembly.GetName().Version!.ToString(3)} through Anthropic (.NET)";

    protected override IReadOnlyDictionary<string, Func<Uri, CancellationToken, Task>> Features => new Dictionary<string, Func<Uri, CancellationToken, Task>>(StringComparer.Ordinal)
    {
        ["text"] = async (gateway, cancellation) =>
        {
            var response = await AskAsync(gateway, new ChatOptions(), cancellation);
            Assert.NotEmpty(response.Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        },
        ["stream"] = async (gateway, cancellation) =>
        {
            using var client = Client(gateway);
            var response = await client.GetStreamingResponseAsync(Given.Question, new ChatOptions(), cancellation).ToChatResponseAsync(cancellation);
            Assert.NotEmpty(response.Text);
            Assert.True(response.Usage!.OutputTokenCount > 0);
        },
        ["tools"] = ToolsAsync,
        ["parallel_tools"] = async (gateway, cancellation) =>
        {
            var response = await AskAsync(gateway, new ChatOptions { Tools = Tools(), ToolMode = ChatToolMode.RequireAny }, cancellation);
            Assert.Equal(["find_branch", "record_intent"], CallsOf(response).Select(call => call.Name).Order(StringComparer.Ordinal));
        },
        ["vision"] = (gateway, cancellation) => AskAboutAsync(gateway, new DataContent(Convert.FromBase64String(Given.Png), "image/png"), cancellation),
        ["document"] = (gateway, cancellation) => AskAboutAsync(gateway, new DataContent(Given.Pdf, "application/pdf"), cancellation),
        ["thinking"] = async (gateway, cancellation) =>
        {
            var response = await AskAsync(gateway, new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } }, cancellation);
            Assert.Contains(response.Messages.SelectMany(message => message.Contents), content => content is TextReasoningContent);
        },
        ["cache_markers"] = Cannot("the abstraction has no markers"),
        ["structured_output"] = async (gateway, cancellation) =>
        {
            using var schema = JsonDocument.Parse(Given.IntentSchema);
            var response = await AskAsync(gateway, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, "intent") }, cancellation);
            Given.AssertIntent(response.Text);
        },
        ["error"] = async (gateway, cancellation) =>
            await Assert.ThrowsAsync<AnthropicNotFoundException>(() => AskAsync(gateway, new ChatOptions { ModelId = "claude-nonesuch-9" }, cancellation)),
    };

    private static async Task ToolsAsync(Uri gateway, CancellationToken cancellation)
    {
        var options = new ChatOptions { Tools = Tools(), ToolMode = ChatToolMode.RequireSpecific("record_intent") };
        var first = await AskAsync(gateway, options, cancellation);
        var call = Assert.Single(CallsOf(first));
        Assert.NotNull(call.Arguments!["urgent"]);
        using var client = Client(gateway);
        var messages = new List<ChatMessage> { new(ChatRole.User, Given.Question) };
        messages.AddRange(first.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "recorded")]));
        Assert.NotEmpty((await client.GetResponseAsync(messages, new ChatOptions { Tools = Tools() }, cancellation)).Text);
    }

    private static async Task AskAboutAsync(Uri gateway, DataContent attached, CancellationToken cancellation)
    {
        using var client = Client(gateway);
        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, [attached, new TextContent(Given.Question)])], new ChatOptions(), cancellation);
        Assert.NotEmpty(response.Text);
    }

    private static async Task<ChatResponse> AskAsync(Uri gateway, ChatOptions options, CancellationToken cancellation)
    {
        using var client = Client(gateway);
        var response = await client.GetResponseAsync(Given.Question, options, cancellation);
        Assert.True(response.Usage!.InputTokenCount > 0 && response.Usage.OutputTokenCount > 0, "tokens are counted");
        return response;
    }

    private static IChatClient Client(Uri gateway) =>
        new AnthropicClient { BaseUrl = gateway.ToString().TrimEnd('/'), ApiKey = "made-up", MaxRetries = 0 }.AsIChatClient("claude-sonnet-5", Given.MaxTokens);

    private static List<AITool> Tools() => [new Declared("record_intent", "Records what the customer wants.", Given.IntentSchema), new Declared("find_branch", "Finds a branch of the bank.", Given.BranchSchema)];

    private static List<FunctionCallContent> CallsOf(ChatResponse response) => [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];

    /// <summary>A function the model may ask for and nobody runs.</summary>
    private sealed class Declared(string name, string description, string schema) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => description;

        public override JsonElement JsonSchema { get; } = JsonSerializer.Deserialize<JsonElement>(schema);
    }
}
