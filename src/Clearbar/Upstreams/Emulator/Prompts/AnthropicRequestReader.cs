using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Reads a Messages body (Anthropic API, or InvokeModel where model and stream stand in the path).
/// </summary>
/// <remarks>
/// Grammar: <c>{max_tokens, messages:[{role, content: string|block[]}], system?: string|block[], tools?, tool_choice?, thinking?, output_config?,
/// cache_control?, stop_sequences?, stream?, temperature?, top_p?, top_k?}</c> (Anthropic Messages API, versions 2023-06-01 and 2026-10-21).
/// </remarks>
internal static class AnthropicRequestReader
{
    /// <summary>Fills <paramref name="request"/>. <paramref name="counting"/> reads a body of count_tokens, which has no max_tokens.</summary>
    public static void Read(JsonElement body, EmulatedRequest request, bool counting, bool keyed)
    {
        body.Require(JsonValueKind.Object, "body");
        ReadSettings(body, request, counting);
        using var prompt = new PromptBuilder(request);
        ReadTools(body, request, prompt);
        ReadSystem(body, prompt);
        ReadMessages(body, request, prompt, keyed);
        if (body.Has("cache_control"u8, out var automatic))
        {
            MarkAutomatically(automatic, request, prompt);
        }
    }

    private static void ReadSettings(JsonElement body, EmulatedRequest request, bool counting)
    {
        if (body.Has("max_tokens"u8, out var maxTokens))
        {
            request.MaxTokens = maxTokens.RequireInteger("max_tokens");
        }
        else if (!counting)
        {
            throw new RequestRejectedException("max_tokens: Field required");
        }

        request.Stream |= body.TryGetProperty("stream"u8, out var stream) && stream.ValueKind == JsonValueKind.True;
        if (body.Has("temperature"u8, out var temperature))
        {
            request.Temperature = temperature.RequireNumber("temperature");
        }

        if (body.Has("top_p"u8, out var topP))
        {
            request.TopP = topP.RequireNumber("top_p");
        }

        request.HasTopK = body.Has("top_k"u8, out _);
        if (body.Has("stop_sequences"u8, out var stops))
        {
            foreach (var stop in stops.Require(JsonValueKind.Array, "stop_sequences").EnumerateArray())
            {
                request.StopSequences.Add(stop.Require(JsonValueKind.String, "stop_sequences").GetString()!);
            }
        }

        if (body.Has("thinking"u8, out var thinking))
        {
            ReadThinking(thinking, request);
        }

        if (body.Has("output_config"u8, out var output))
        {
            request.Effort = output.Require(JsonValueKind.Object, "output_config").Text("effort"u8);
            if (output.Has("format"u8, out var format))
            {
                request.OutputSchema = format.Has("schema"u8, out var schema)
                    ? schema.Require(JsonValueKind.Object, "output_config.format.schema")
                    : throw new RequestRejectedException("output_config.format.schema: Field required");
            }
        }
    }

    /// <summary>Reads <c>{type enabled, budget_tokens} | {type adaptive, display?} | {type between_tools} | {type disabled}</c>.</summary>
    public static void ReadThinking(JsonElement thinking, EmulatedRequest request)
    {
        request.Thinking = thinking.Require(JsonValueKind.Object, "thinking").Text("type"u8) switch
        {
            "enabled" => ThinkingMode.Budgeted,
            "adaptive" => ThinkingMode.Adaptive,
            "between_tools" => ThinkingMode.BetweenTools,
            "disabled" => ThinkingMode.Disabled,
            _ => throw new RequestRejectedException(
                "thinking.type: Input should be 'enabled', 'adaptive', 'between_tools' or 'disabled'"),
        };
        request.ThinkingDisplay = thinking.Text("display"u8);
        if (request.Thinking == ThinkingMode.Budgeted)
        {
            request.ThinkingBudget = thinking.Has("budget_tokens"u8, out var budget)
                ? budget.RequireInteger("thinking.enabled.budget_tokens")
                : throw new RequestRejectedException("thinking.enabled.budget_tokens: Field required");
        }
    }

    /// <summary>Reads <c>{type auto|any|tool|none, name?}</c>.</summary>
    public static void ReadToolChoice(JsonElement choice, EmulatedRequest request)
    {
        request.ToolChoiceName = choice.Require(JsonValueKind.Object, "tool_choice").Text("name"u8);
        request.ToolChoice = choice.Text("type"u8) switch
        {
            "auto" => ToolChoice.Auto,
            "any" => ToolChoice.Any,
            "tool" => ToolChoice.Named,
            "none" => ToolChoice.None,
            _ => throw new RequestRejectedException("tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'"),
        };
    }

    private static void ReadTools(JsonElement body, EmulatedRequest request, PromptBuilder prompt)
    {
        if (body.Has("tool_choice"u8, out var choice))
        {
            ReadToolChoice(choice, request);
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
                prompt.Mix("tools"u8, request.ToolChoice is ToolChoice.Any or ToolChoice.Named ? PromptCosts.ToolsForced : PromptCosts.ToolsFree);
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
            MarkIfAsked(tool, prompt);
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
            MarkIfAsked(block, prompt);
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
            ReadContent(message, index, request, prompt);
            index++;
        }

        if (keyed && lastUser.ValueKind == JsonValueKind.Object)
        {
            request.LastUserTextHash = KeyOf(lastUser.GetProperty("content"u8), "text"u8, prompt);
        }
    }

    /// <summary>What makes cached messages unusable when it changes: thinking, effort and tool choice (Anthropic prompt caching page, Aug 2026).</summary>
    public static ReadOnlySpan<byte> SettingsOf(EmulatedRequest request) =>
        Encoding.UTF8.GetBytes($"messages|{request.Thinking}|{request.ThinkingBudget}|{request.Effort}|{request.ToolChoice}|{request.ToolChoiceName}");

    private static void ReadContent(JsonElement message, int index, EmulatedRequest request, PromptBuilder prompt)
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
                request.EndsWithToolResult |= block.Is("type"u8, "tool_result"u8);
                prompt.AddBlock(block, Tokens(block, prompt));
            }

            MarkIfAsked(block, prompt);
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

    /// <summary>Tokens of a block under the first tokenizer. Thinking of earlier turns is not read again by the model and costs nothing.</summary>
    private static int Tokens(JsonElement block, PromptBuilder prompt)
    {
        switch (block.Text("type"u8))
        {
            case null:
                throw new RequestRejectedException("messages.content.type: Field required");
            case "text":
                return block.Has("text"u8, out var text) ? prompt.CountText(text) : 0;
            case "thinking" or "redacted_thinking":
                return 0;
            case "image":
                return block.Has("source"u8, out var image) && image.Has("data"u8, out var data) && data.ValueKind == JsonValueKind.String
                    ? ImageTokens.Of(JsonMarshal.GetRawUtf8Value(data)[1..^1])
                    : ImageTokens.Of(0, 0);
            case "document":
                return block.Has("source"u8, out var source) ? DocumentTokens(source, prompt) : 0;
            case "tool_result" when block.Has("content"u8, out var content) && content.ValueKind == JsonValueKind.Array:
                var sum = PromptCosts.Message;
                foreach (var inner in content.EnumerateArray())
                {
                    sum += Tokens(inner.Require(JsonValueKind.Object, "tool_result.content"), prompt);
                }

                return sum;
            case "tool_result":
                return PromptCosts.Message + (block.Has("content"u8, out var result) ? prompt.CountText(result) : 0);
            default:
                return PromptBuilder.CountJson(block);
        }
    }

    private static int DocumentTokens(JsonElement source, PromptBuilder prompt)
    {
        if (!source.Has("data"u8, out var data) || data.ValueKind != JsonValueKind.String)
        {
            return PromptBuilder.CountJson(source);
        }

        return source.Is("type"u8, "text"u8)
            ? prompt.CountText(data)
            : PdfTokens(JsonMarshal.GetRawUtf8Value(data).Length);
    }

    /// <summary>Tokens of a PDF of so many base64 characters.</summary>
    public static int PdfTokens(int base64Length) => PromptCosts.PdfPage * (1 + (base64Length * 3 / 4 / PromptCosts.PdfPageBytes));

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

    private static void MarkIfAsked(JsonElement block, PromptBuilder prompt)
    {
        if (block.Has("cache_control"u8, out var control))
        {
            prompt.MarkLast(TtlOf(control));
        }
    }

    private static CacheTtl TtlOf(JsonElement control)
    {
        if (!control.Require(JsonValueKind.Object, "cache_control").Is("type"u8, "ephemeral"u8))
        {
            throw new RequestRejectedException("cache_control.type: Input should be 'ephemeral'");
        }

        return control.Text("ttl"u8) switch
        {
            null or "5m" => CacheTtl.FiveMinutes,
            "1h" => CacheTtl.OneHour,
            _ => throw new RequestRejectedException("cache_control.ephemeral.ttl: Input should be '5m' or '1h'"),
        };
    }

    /// <summary>
    /// Top-level <c>cache_control</c>: one marker on the last block; nothing to do when that block has the same one already
    /// (Anthropic prompt caching page, Aug 2026).
    /// </summary>
    private static void MarkAutomatically(JsonElement control, EmulatedRequest request, PromptBuilder prompt)
    {
        var ttl = TtlOf(control);
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
