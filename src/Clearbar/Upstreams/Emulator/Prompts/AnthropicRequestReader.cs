using System.Text;
using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Reads a Messages body (Anthropic API, or InvokeModel where model and stream stand in the path).
/// </summary>
/// <remarks>
/// Grammar: <c>{max_tokens, messages:[{role, content: string|block[]}], system?: string|block[], tools?, tool_choice?, thinking?,
/// output_config?, cache_control?, stop_sequences?, stream?, temperature?, top_p?, top_k?}</c> (Anthropic Messages API, versions 2023-06-01
/// and 2026-10-21).
/// </remarks>
internal static class AnthropicRequestReader
{
    /// <summary>
    /// Fills <paramref name="request"/>. <paramref name="counting"/> reads a body of count_tokens, which has no max_tokens.
    /// </summary>
    public static void Read(JsonElement body, EmulatedRequest request, bool counting, bool keyed)
    {
        body.Require(JsonValueKind.Object, "body");
        AnthropicSettings.Read(body, request, counting);
        using var prompt = new PromptBuilder(request);
        ReadTools(body, request, prompt);
        ReadSystem(body, prompt);
        ReadMessages(body, request, prompt, keyed);
        if (body.Has("cache_control"u8, out var automatic))
        {
            MarkAutomatically(automatic, request, prompt);
        }
    }

    private static void ReadTools(JsonElement body, EmulatedRequest request, PromptBuilder prompt)
    {
        if (body.Has("tool_choice"u8, out var choice))
        {
            AnthropicSettings.ReadToolChoice(choice, request);
        }

        prompt.Mix("anthropic"u8, PromptCosts.Request);
        if (!body.Has("tools"u8, out var tools))
        {
            return;
        }

        var index = 0;
        foreach (var tool in tools.Require(JsonValueKind.Array, "tools").EnumerateArray())
        {
            if (index == 0)
            {
                request.DefinesTools = true;
                prompt.Mix("tools"u8, request.ToolChoice is ToolChoice.Any or ToolChoice.Named ? PromptCosts.ToolsForced
                    : PromptCosts.ToolsFree);
            }

            if (tool.Require(JsonValueKind.Object, $"tools.{index}").Has("input_schema"u8, out var schema))
            {
                var name = tool.Text("name"u8) ?? throw new RequestRejectedException($"tools.{index}.custom.name: Field required");
                request.Tools.Add((name, schema.Require(JsonValueKind.Object, $"tools.{index}.custom.input_schema")));
            }
            else if (!tool.Has("type"u8, out var type) || type.ValueEquals("custom"u8))
            {
                throw new RequestRejectedException($"tools.{index}.custom.input_schema: Field required");
            }

            prompt.AddBlock(tool, PromptBuilder.CountJson(tool));
            AnthropicBlocks.MarkIfAsked(tool, prompt);
            index++;
        }
    }

    private static void ReadSystem(JsonElement body, PromptBuilder prompt)
    {
        prompt.Mix("system"u8);
        if (!body.Has("system"u8, out var system))
        {
            return;
        }

        if (system.ValueKind == JsonValueKind.String)
        {
            prompt.AddText(system);
            return;
        }

        foreach (var block in system.Require(JsonValueKind.Array, "system").EnumerateArray())
        {
            if (!block.Require(JsonValueKind.Object, "system").Is("type"u8, "text"u8))
            {
                throw new RequestRejectedException("system: Input should be a string or a list of text blocks");
            }

            AddText(block, "system", prompt);
            AnthropicBlocks.MarkIfAsked(block, prompt);
        }
    }

    private static void ReadMessages(JsonElement body, EmulatedRequest request, PromptBuilder prompt, bool keyed)
    {
        if (!body.Has("messages"u8, out var messages))
        {
            throw new RequestRejectedException("messages: Field required");
        }

        var count = messages.Require(JsonValueKind.Array, "messages").GetArrayLength();
        if (count == 0)
        {
            throw new RequestRejectedException("messages: at least one message is required");
        }

        prompt.Mix(SettingsOf(request));
        JsonElement lastUser = default;
        var pairing = new ToolPairing(converse: false);
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var isUser = message.Require(JsonValueKind.Object, $"messages.{index}").Is("role"u8, "user"u8);
            var isAssistant = !isUser && message.Is("role"u8, "assistant"u8);
            if (!isUser && !isAssistant && !message.Is("role"u8, "system"u8))
            {
                throw new RequestRejectedException($"messages.{index}.role: Input should be 'user', 'assistant' or 'system'");
            }

            if (index == 0 && isAssistant)
            {
                throw new RequestRejectedException("messages: first message must use the \"user\" role");
            }

            lastUser = isUser ? message : lastUser;
            request.LastRoleIsAssistant = isAssistant;
            request.EndsWithToolResult = false;
            prompt.Mix(isUser ? "user"u8 : isAssistant ? "assistant"u8 : "system-turn"u8, PromptCosts.Message);
            ReadContent(message, index, request, prompt, pairing);
            pairing.EndMessage(index);
            index++;
        }

        if (keyed && lastUser.ValueKind == JsonValueKind.Object)
        {
            request.LastUserTextHash = KeyOf(lastUser.GetProperty("content"u8), "text"u8, prompt);
        }
    }

    /// <summary>
    /// What makes cached messages unusable when it changes: thinking, effort and tool choice (Anthropic prompt caching page, Aug 2026).
    /// </summary>
    public static ReadOnlySpan<byte> SettingsOf(EmulatedRequest request) =>
        Encoding.UTF8.GetBytes(
            $"messages|{request.Thinking}|{request.ThinkingBudget}|{request.Effort}|{request.ToolChoice}|{request.ToolChoiceName}");

    private static void ReadContent(JsonElement message, int index, EmulatedRequest request, PromptBuilder prompt, ToolPairing pairing)
    {
        if (!message.Has("content"u8, out var content))
        {
            throw new RequestRejectedException($"messages.{index}.content: Field required");
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            if (content.ValueEquals(""u8))
            {
                throw new RequestRejectedException($"messages.{index}: all messages must have non-empty content");
            }

            prompt.AddText(content);
            return;
        }

        foreach (var block in content.Require(JsonValueKind.Array, $"messages.{index}.content").EnumerateArray())
        {
            if (block.Require(JsonValueKind.Object, $"messages.{index}.content").Is("type"u8, "text"u8))
            {
                AddText(block, $"messages.{index}", prompt);
            }
            else
            {
                Pair(block, index, request, pairing);
                prompt.AddBlock(block, AnthropicBlocks.Tokens(block, prompt));
            }

            AnthropicBlocks.MarkIfAsked(block, prompt);
        }
    }

    private static void Pair(JsonElement block, int index, EmulatedRequest request, ToolPairing pairing)
    {
        if (block.Is("type"u8, "tool_use"u8))
        {
            pairing.Call(block.Text("id"u8));
        }
        else if (block.Is("type"u8, "tool_result"u8))
        {
            request.EndsWithToolResult = true;
            pairing.Result(block.Text("tool_use_id"u8), index);
        }
    }

    private static void AddText(JsonElement block, string path, PromptBuilder prompt)
    {
        if (!block.Has("text"u8, out var text))
        {
            throw new RequestRejectedException($"{path}.text.text: Field required");
        }

        if (text.Require(JsonValueKind.String, $"{path}.text.text").ValueEquals(""u8))
        {
            throw new RequestRejectedException($"{path}: text content blocks must be non-empty");
        }

        prompt.AddText(text);
    }

    /// <summary>Hash of the text blocks of a message, joined by line breaks; zero when there are none.</summary>
    public static UInt128 KeyOf(JsonElement content, ReadOnlySpan<byte> textMember, PromptBuilder prompt)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return Answers.AnswerSheet.KeyOf(prompt.TextOf(content));
        }

        StringBuilder? joined = null;
        foreach (var block in content.EnumerateArray())
        {
            if (block.Text(textMember) is { } text)
            {
                joined = joined is null ? new StringBuilder(text) : joined.Append('\n').Append(text);
            }
        }

        return joined is null ? UInt128.Zero : Answers.AnswerSheet.KeyOf(Encoding.UTF8.GetBytes(joined.ToString()));
    }

    /// <summary>
    /// Top-level <c>cache_control</c>: one marker on the last block; nothing to do when that block has the same one already (Anthropic
    /// prompt caching page, Aug 2026).
    /// </summary>
    private static void MarkAutomatically(JsonElement control, EmulatedRequest request, PromptBuilder prompt)
    {
        var ttl = AnthropicBlocks.TtlOf(control);
        var present = request.Blocks[^1].Marker;
        if (present == ttl)
        {
            return;
        }

        if (present != CacheTtl.None)
        {
            throw new RequestRejectedException("cache_control: the last content block already has a cache_control with another ttl");
        }

        prompt.MarkLast(ttl);
    }
}
