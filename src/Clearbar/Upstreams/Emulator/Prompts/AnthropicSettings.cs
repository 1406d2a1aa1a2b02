using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>Reads the members of a Messages body that are not prompt: limits, sampling, thinking, output format, tool choice.</summary>
internal static class AnthropicSettings
{
    /// <summary>Reads <c>{max_tokens, stream?, temperature?, top_p?, top_k?, stop_sequences?, thinking?, output_config?}</c>.</summary>
    public static void Read(JsonElement body, EmulatedRequest request, bool counting)
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

    /// <summary>Reads <c>{type auto|any|tool|none, name?, disable_parallel_tool_use?}</c>.</summary>
    public static void ReadToolChoice(JsonElement choice, EmulatedRequest request)
    {
        request.ToolChoiceName = choice.Require(JsonValueKind.Object, "tool_choice").Text("name"u8);
        request.OneCallOnly = choice.TryGetProperty("disable_parallel_tool_use"u8, out var single) && single.ValueKind == JsonValueKind.True;
        request.ToolChoice = choice.Text("type"u8) switch
        {
            "auto" => ToolChoice.Auto,
            "any" => ToolChoice.Any,
            "tool" => ToolChoice.Named,
            "none" => ToolChoice.None,
            _ => throw new RequestRejectedException("tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'"),
        };
    }
}
