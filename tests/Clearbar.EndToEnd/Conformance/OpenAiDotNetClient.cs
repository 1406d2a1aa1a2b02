using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>The package <c>OpenAI</c>, unmodified.</summary>
internal sealed class OpenAiDotNetClient : DotNetMatrixClient
{
    public override string Name => $"OpenAI {typeof(ChatClient).Assembly.GetName().Version!.ToString(3)} (.NET)";

    protected override IReadOnlyDictionary<string, Func<Uri, CancellationToken, Task>> Features => new Dictionary<string, Func<Uri, CancellationToken, Task>>(StringComparer.Ordinal)
    {
        ["text"] = async (gateway, cancellation) =>
        {
            var completion = await AskAsync(gateway, Options(), cancellation);
            Assert.NotEmpty(completion.Content[0].Text);
            Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        },
        ["stream"] = StreamAsync,
        ["tools"] = ToolsAsync,
        ["parallel_tools"] = async (gateway, cancellation) =>
        {
            var completion = await AskAsync(gateway, Options(ChatToolChoice.CreateRequiredChoice()), cancellation);
            Assert.Equal(["find_branch", "record_intent"], completion.ToolCalls.Select(call => call.FunctionName).Order(StringComparer.Ordinal));
        },
        ["vision"] = (gateway, cancellation) => AskAboutAsync(
            gateway, ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(Given.Png)), "image/png"), cancellation),
        ["document"] = (gateway, cancellation) => AskAboutAsync(gateway, FilePart(), cancellation),
        ["thinking"] = Cannot("the dialect has no place for thinking blocks and their signatures"),
        ["cache_markers"] = Cannot("the dialect has no markers"),
        ["structured_output"] = async (gateway, cancellation) =>
        {
            var options = Options();
            options.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("intent", BinaryData.FromString(Given.IntentSchema), jsonSchemaIsStrict: true);
            Given.AssertIntent((await AskAsync(gateway, options, cancellation)).Content[0].Text);
        },
        ["error"] = async (gateway, cancellation) =>
        {
            var error = await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(gateway, Options(), cancellation, "claude-nonesuch-9"));
            Assert.Equal(404, error.Status);
            Assert.Contains("not known", error.Message, StringComparison.Ordinal);
        },
    };

    private static async Task StreamAsync(Uri gateway, CancellationToken cancellation)
    {
        var (text, output, ended) = ("", 0, false);
        await foreach (var update in Client(gateway).CompleteChatStreamingAsync([new UserChatMessage(Given.Question)], Options(), cancellation))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            output = update.Usage?.OutputTokenCount ?? output;
            ended |= update.FinishReason == ChatFinishReason.Stop;
        }

        Assert.NotEmpty(text);
        Assert.True(output > 0 && ended);
    }

    private static async Task ToolsAsync(Uri gateway, CancellationToken cancellation)
    {
        var first = await AskAsync(gateway, Options(ChatToolChoice.CreateFunctionChoice("record_intent")), cancellation);
        var call = Assert.Single(first.ToolCalls);
        using var arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.Contains(arguments.RootElement.GetProperty("urgent").ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
        ChatMessage[] messages = [new UserChatMessage(Given.Question), new AssistantChatMessage(first), new ToolChatMessage(call.Id, "recorded")];
        ChatCompletion second = await Client(gateway).CompleteChatAsync(messages, Options(ChatToolChoice.CreateAutoChoice()), cancellation);
        Assert.NotEmpty(second.Content[0].Text);
    }

    private static async Task AskAboutAsync(Uri gateway, ChatMessageContentPart attached, CancellationToken cancellation)
    {
        ChatCompletion completion = await Client(gateway).CompleteChatAsync(
            [new UserChatMessage(attached, ChatMessageContentPart.CreateTextPart(Given.Question))], Options(), cancellation);
        Assert.NotEmpty(completion.Content[0].Text);
    }

    private static async Task<ChatCompletion> AskAsync(Uri gateway, ChatCompletionOptions options, CancellationToken cancellation, string model = Given.Model)
    {
        ChatCompletion completion = await Client(gateway, model).CompleteChatAsync([new UserChatMessage(Given.Question)], options, cancellation);
        Assert.True(completion.Usage.InputTokenCount > 0 && completion.Usage.OutputTokenCount > 0, "tokens are counted");
        return completion;
    }

    // The package marks files as still subject to change; they are part of the dialect all the same.
#pragma warning disable OPENAI001
    private static ChatMessageContentPart FilePart() =>
        ChatMessageContentPart.CreateFilePart(BinaryData.FromBytes(Given.Pdf), "application/pdf", "letter.pdf");
#pragma warning restore OPENAI001

    private static ChatClient Client(Uri gateway, string model = Given.Model) => new(
        model, new ApiKeyCredential("made-up"), new OpenAIClientOptions { Endpoint = new Uri(gateway, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    private static ChatCompletionOptions Options(ChatToolChoice? choice = null)
    {
        var options = new ChatCompletionOptions { MaxOutputTokenCount = Given.MaxTokens };
        if (choice is not null)
        {
            options.ToolChoice = choice;
            options.Tools.Add(ChatTool.CreateFunctionTool("record_intent", "Records what the customer wants.", BinaryData.FromString(Given.IntentSchema)));
            options.Tools.Add(ChatTool.CreateFunctionTool("find_branch", "Finds a branch of the bank.", BinaryData.FromString(Given.BranchSchema)));
        }

        return options;
    }
}
