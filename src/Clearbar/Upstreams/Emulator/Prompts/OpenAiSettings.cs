using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>Reads the members of a Chat Completions body that are not messages: limits, output format, tools.</summary>
internal static class OpenAiSettings
{
    public static void Read(JsonElement body, EmulatedRequest request)
    {
        // The real compatible endpoints choose a default of their own; the model's maximum never cuts a test's answer short.
        request.MaxTokens = body.Has("max_completion_tokens"u8, out var most) || body.Has("max_tokens"u8, out most)
            ? most.RequireInteger("max_completion_tokens")
            : request.Model.MaxOutputTokens;
        if (request.MaxTokens < 1)
        {
            throw new RequestRejectedException("max_completion_tokens: Input should be greater than or equal to 1");
        }

        if (body.Has("n"u8, out var n) && n.RequireInteger("n") != 1)
        {
            throw new RequestRejectedException("n: only 1 is supported");
        }

        if (body.Has("temperature"u8, out var temperature) && temperature.RequireNumber("temperature") is < 0 or > 2)
        {
            throw new RequestRejectedException("temperature: range: 0..2");
        }

        request.Stream = body.TryGetProperty("stream"u8, out var stream) && stream.ValueKind == JsonValueKind.True;
        request.WantsUsageInStream = body.Has("stream_options"u8, out var options)
            && options.Require(JsonValueKind.Object, "stream_options").TryGetProperty("include_usage"u8, out var usage)
            && usage.ValueKind == JsonValueKind.True;
        request.Effort = body.Text("reasoning_effort"u8);
        ReadStops(body, request);
        ReadFormat(body, request);
    }

    /// <summary>Reads <c>tools:[{type function, function{name, parameters?}}]</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
    public static void ReadTools(JsonElement body, EmulatedRequest request, PromptBuilder prompt)
    {
        if (body.Has("tool_choice"u8, out var choice))
        {
            ReadChoice(choice, request);
        }

        request.OneCallOnly = body.TryGetProperty("parallel_tool_calls"u8, out var parallel) && parallel.ValueKind == JsonValueKind.False;
        if (!body.Has("tools"u8, out var tools))
        {
            return;
        }

        var index = 0;
        foreach (var tool in tools.Require(JsonValueKind.Array, "tools").EnumerateArray())
        {
            if (!tool.Require(JsonValueKind.Object, $"tools.{index}").Has("function"u8, out var function)
                || function.Text("name"u8) is not { } name)
            {
                throw new RequestRejectedException($"tools.{index}.function.name: Field required");
            }

            if (index++ == 0)
            {
                request.DefinesTools = true;
                prompt.Mix("tools"u8, request.ToolChoice is ToolChoice.Any or ToolChoice.Named ? PromptCosts.ToolsForced
                    : PromptCosts.ToolsFree);
            }

            request.Tools.Add((name, function.Has("parameters"u8, out var schema) ? schema : JsonElement.Parse("{}")));
            prompt.AddBlock(tool, PromptBuilder.CountJson(tool));
        }
    }

    private static void ReadChoice(JsonElement choice, EmulatedRequest request)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            request.ToolChoice = choice.GetString() switch
            {
                "none" => ToolChoice.None,
                "auto" => ToolChoice.Auto,
                "required" => ToolChoice.Any,
                _ => throw new RequestRejectedException("tool_choice: use none, auto, required or a function"),
            };
            return;
        }

        request.ToolChoice = ToolChoice.Named;
        request.ToolChoiceName = choice.Require(JsonValueKind.Object, "tool_choice").Has("function"u8, out var function)
            ? function.Text("name"u8)
            : throw new RequestRejectedException("tool_choice.function: Field required");
    }

    private static void ReadStops(JsonElement body, EmulatedRequest request)
    {
        if (!body.Has("stop"u8, out var stop))
        {
            return;
        }

        if (stop.ValueKind == JsonValueKind.String)
        {
            request.StopSequences.Add(stop.GetString()!);
            return;
        }

        foreach (var entry in stop.Require(JsonValueKind.Array, "stop").EnumerateArray())
        {
            request.StopSequences.Add(entry.Require(JsonValueKind.String, "stop").GetString()!);
        }
    }

    /// <summary>Reads <c>{type text | json_object | json_schema, json_schema?:{schema}}</c>; any object obeys <c>json_object</c>.</summary>
    private static void ReadFormat(JsonElement body, EmulatedRequest request)
    {
        if (!body.Has("response_format"u8, out var format))
        {
            return;
        }

        switch (format.Require(JsonValueKind.Object, "response_format").Text("type"u8))
        {
            case "text":
                return;
            case "json_object":
                request.OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"emulated":{"const":true}},"required":["emulated"]}""");
                return;
            case "json_schema" when format.Has("json_schema"u8, out var holder) && holder.Has("schema"u8, out var schema):
                request.OutputSchema = schema.Require(JsonValueKind.Object, "response_format.json_schema.schema");
                return;
            case "json_schema":
                throw new RequestRejectedException("response_format.json_schema.schema: Field required");
            default:
                throw new RequestRejectedException("response_format.type: use text, json_object or json_schema");
        }
    }
}
