using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Reads a Chat Completions body.
/// </summary>
/// <remarks>
/// Grammar: <c>{model, messages:[{role developer|system|user|assistant|tool, content: string|part[]|null, tool_calls?, tool_call_id?}], tools?,
/// tool_choice?, response_format?, max_completion_tokens?, max_tokens?, stop?, stream?, stream_options?, n?, temperature?,
/// reasoning_effort?}</c> (OpenAI API reference, types of SDK 6.49). As on Anthropic's own compatible endpoint, system and developer messages
/// stand in front wherever they came, and sampling fields are taken and not passed on (Anthropic documentation, Aug 2026).
/// </remarks>
internal static class OpenAiRequestReader
{
    public static void Read(JsonElement body, EmulatedRequest request, bool keyed)
    {
        OpenAiSettings.Read(body, request);
        if (!body.Has("messages"u8, out var messages) || messages.Require(JsonValueKind.Array, "messages").GetArrayLength() == 0)
        {
            throw new RequestRejectedException("messages: at least one message is required");
        }

        using var prompt = new PromptBuilder(request);
        prompt.Mix("openai"u8, PromptCosts.Request);
        OpenAiSettings.ReadTools(body, request, prompt);
        prompt.Mix("system"u8);
        foreach (var message in messages.EnumerateArray())
        {
            if (RoleOf(message) is "system" or "developer")
            {
                AddContent(message, prompt);
            }
        }

        prompt.Mix(AnthropicRequestReader.SettingsOf(request));
        ReadTurns(messages, request, prompt, keyed);
    }

    private static void ReadTurns(JsonElement messages, EmulatedRequest request, PromptBuilder prompt, bool keyed)
    {
        JsonElement lastUser = default;
        var pairing = new ToolPairing(converse: false);
        var index = -1;
        var inResults = false;
        foreach (var message in messages.EnumerateArray())
        {
            index++;
            var role = RoleOf(message);
            if (role is "system" or "developer")
            {
                continue;
            }

            // Results of one turn come as messages of their own; together they are the user's turn that answers the calls.
            if (inResults && role != "tool")
            {
                pairing.EndMessage(index);
            }

            inResults = role == "tool";
            prompt.Mix(role == "assistant" ? "assistant"u8 : "user"u8, PromptCosts.Message);
            request.LastRoleIsAssistant = role == "assistant";
            request.EndsWithToolResult = inResults;
            switch (role)
            {
                case "user":
                    lastUser = message;
                    AddContent(message, prompt);
                    pairing.EndMessage(index);
                    break;
                case "tool":
                    pairing.Result(message.Text("tool_call_id"u8), index);
                    prompt.AddBlock(message, PromptBuilder.CountJson(message));
                    break;
                default:
                    AddContent(message, prompt);
                    AddCalls(message, index, prompt, pairing);
                    pairing.EndMessage(index);
                    break;
            }
        }

        if (inResults)
        {
            pairing.EndMessage(index);
        }

        if (keyed && lastUser.ValueKind == JsonValueKind.Object && lastUser.Has("content"u8, out var content))
        {
            request.LastUserTextHash = AnthropicRequestReader.KeyOf(content, "text"u8, prompt);
        }
    }

    private static void AddCalls(JsonElement message, int index, PromptBuilder prompt, ToolPairing pairing)
    {
        if (!message.Has("tool_calls"u8, out var calls))
        {
            return;
        }

        foreach (var call in calls.Require(JsonValueKind.Array, $"messages.{index}.tool_calls").EnumerateArray())
        {
            pairing.Call(call.Text("id"u8));
            prompt.AddBlock(call, PromptBuilder.CountJson(call));
        }
    }

    private static void AddContent(JsonElement message, PromptBuilder prompt)
    {
        if (!message.Has("content"u8, out var content))
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            prompt.AddText(content);
            return;
        }

        foreach (var part in content.Require(JsonValueKind.Array, "messages.content").EnumerateArray())
        {
            if (part.Has("text"u8, out var text))
            {
                prompt.AddText(text.Require(JsonValueKind.String, "messages.content.text"));
            }
            else
            {
                prompt.AddBlock(part, TokensOf(part));
            }
        }
    }

    private static int TokensOf(JsonElement part)
    {
        switch (part.Text("type"u8))
        {
            case "image_url":
                var url = part.Has("image_url"u8, out var image) ? image.Text("url"u8) : null;
                var comma = url?.IndexOf(";base64,", StringComparison.Ordinal) ?? -1;
                return comma < 0 ? ImageTokens.Of(0, 0) : ImageTokens.Of(System.Text.Encoding.ASCII.GetBytes(url![(comma + 8)..]));
            case "file":
                return part.Has("file"u8, out var file) && file.Text("file_data"u8) is { } data
                    ? AnthropicBlocks.PdfTokens(data.Length) : PromptBuilder.CountJson(part);
            case null:
                throw new RequestRejectedException("messages.content.type: Field required");
            default:
                return PromptBuilder.CountJson(part);
        }
    }

    private static string RoleOf(JsonElement message) =>
        message.Require(JsonValueKind.Object, "messages").Text("role"u8) switch
        {
            "system" => "system",
            "developer" => "developer",
            "user" => "user",
            "assistant" => "assistant",
            "tool" => "tool",
            _ => throw new RequestRejectedException("messages.role: use developer, system, user, assistant or tool"),
        };
}
