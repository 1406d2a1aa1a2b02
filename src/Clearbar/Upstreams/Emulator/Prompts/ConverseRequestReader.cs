using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Reads a Converse body.
/// </summary>
/// <remarks>
/// Grammar: <c>{messages:[{role, content: block[]}], system?: block[], inferenceConfig?, toolConfig?, outputConfig?,
/// additionalModelRequestFields?, additionalModelResponseFieldPaths?}</c>, a block being an object with exactly one known member (AWS
/// service model bedrock-runtime 2026-07-31).
/// </remarks>
internal static class ConverseRequestReader
{
    public static void Read(JsonElement body, EmulatedRequest request, bool keyed)
    {
        body.Require(JsonValueKind.Object, "body");
        request.MaxTokens = request.Model.MaxOutputTokens;
        ReadSettings(body, request);
        using var prompt = new PromptBuilder(request);
        ReadTools(body, request, prompt);
        prompt.Mix("system"u8);
        if (body.Has("system"u8, out var system))
        {
            foreach (var block in system.Require(JsonValueKind.Array, "system").EnumerateArray())
            {
                AddBlock(block, "system", prompt);
            }
        }

        ReadMessages(body, request, prompt, keyed);
    }

    private static void ReadSettings(JsonElement body, EmulatedRequest request)
    {
        if (body.Has("inferenceConfig"u8, out var inference))
        {
            ReadInference(inference.Require(JsonValueKind.Object, "inferenceConfig"), request);
        }

        if (body.Has("outputConfig"u8, out var output))
        {
            request.Effort = output.Require(JsonValueKind.Object, "outputConfig").Text("effort"u8);
            if (output.Has("textFormat"u8, out var format))
            {
                request.OutputSchema = ReadSchema(format);
            }
        }

        if (body.Has("additionalModelRequestFields"u8, out var extra) && extra.ValueKind == JsonValueKind.Object)
        {
            request.HasTopK = extra.Has("top_k"u8, out _);
            if (extra.Has("thinking"u8, out var thinking))
            {
                AnthropicSettings.ReadThinking(thinking, request);
            }

            if (extra.Has("tool_choice"u8, out var choice))
            {
                AnthropicSettings.ReadToolChoice(choice, request);
            }
        }

        if (body.Has("additionalModelResponseFieldPaths"u8, out var paths) && paths.ValueKind == JsonValueKind.Array)
        {
            foreach (var path in paths.EnumerateArray())
            {
                request.WantsStopSequenceField |= path.ValueKind == JsonValueKind.String && path.ValueEquals("/stop_sequence"u8);
            }
        }
    }

    private static void ReadInference(JsonElement inference, EmulatedRequest request)
    {
        if (inference.Has("maxTokens"u8, out var maxTokens))
        {
            request.MaxTokens = maxTokens.RequireInteger("inferenceConfig.maxTokens");
            if (request.MaxTokens < 1)
            {
                throw new RequestRejectedException(
                    $"1 validation error detected: Value '{request.MaxTokens}' at 'inferenceConfig.maxTokens' failed to satisfy "
                    + "constraint: Member must have value greater than or equal to 1");
            }
        }

        if (inference.Has("temperature"u8, out var temperature))
        {
            request.Temperature = temperature.RequireNumber("inferenceConfig.temperature");
        }

        if (inference.Has("topP"u8, out var topP))
        {
            request.TopP = topP.RequireNumber("inferenceConfig.topP");
        }

        if (inference.Has("stopSequences"u8, out var stops))
        {
            foreach (var stop in stops.Require(JsonValueKind.Array, "inferenceConfig.stopSequences").EnumerateArray())
            {
                request.StopSequences.Add(stop.Require(JsonValueKind.String, "inferenceConfig.stopSequences").GetString()!);
            }
        }
    }

    /// <summary>
    /// Reads <c>{type json_schema, structure:{jsonSchema:{schema:"JSON text"}}}</c>: the schema is a string that holds JSON.
    /// </summary>
    private static JsonElement ReadSchema(JsonElement format)
    {
        if (!format.Has("structure"u8, out var structure)
            || !structure.Has("jsonSchema"u8, out var holder)
            || holder.Text("schema"u8) is not { } text)
        {
            throw new RequestRejectedException("outputConfig.textFormat.structure.jsonSchema.schema: Field required");
        }

        try
        {
            return JsonElement.Parse(text).Require(JsonValueKind.Object, "outputConfig.textFormat.structure.jsonSchema.schema");
        }
        catch (JsonException)
        {
            throw new RequestRejectedException("outputConfig.textFormat.structure.jsonSchema.schema: The schema is not valid JSON.");
        }
    }

    private static void ReadTools(JsonElement body, EmulatedRequest request, PromptBuilder prompt)
    {
        prompt.Mix("converse"u8, PromptCosts.Request);
        if (!body.Has("toolConfig"u8, out var config))
        {
            return;
        }

        if (config.Has("toolChoice"u8, out var choice) && request.ToolChoice == ToolChoice.Absent)
        {
            request.ToolChoice = choice.Has("any"u8, out _) ? ToolChoice.Any : choice.Has("tool"u8, out _) ? ToolChoice.Named
                : ToolChoice.Auto;
            request.ToolChoiceName = choice.Has("tool"u8, out var tool) ? tool.Text("name"u8) : null;
        }

        if (!config.Has("tools"u8, out var tools) || tools.Require(JsonValueKind.Array, "toolConfig.tools").GetArrayLength() == 0)
        {
            throw new RequestRejectedException(
                "1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1");
        }

        request.DefinesTools = true;
        prompt.Mix("tools"u8, request.ToolChoice is ToolChoice.Any or ToolChoice.Named ? PromptCosts.ToolsForced : PromptCosts.ToolsFree);
        foreach (var entry in tools.EnumerateArray())
        {
            if (entry.Has("cachePoint"u8, out var point))
            {
                prompt.MarkLast(ConverseBlocks.TtlOf(point));
                continue;
            }

            if (entry.Has("toolSpec"u8, out var spec))
            {
                ReadToolSpec(spec, request);
            }

            prompt.AddBlock(entry, PromptBuilder.CountJson(entry));
        }
    }

    private static void ReadToolSpec(JsonElement spec, EmulatedRequest request)
    {
        if (spec.Text("name"u8) is not { } name || !spec.Has("inputSchema"u8, out var holder) || !holder.Has("json"u8, out var schema))
        {
            throw new RequestRejectedException("toolConfig.tools.toolSpec: name and inputSchema.json are required");
        }

        request.Tools.Add((name, schema.Require(JsonValueKind.Object, "toolConfig.tools.toolSpec.inputSchema.json")));
    }

    private static void ReadMessages(JsonElement body, EmulatedRequest request, PromptBuilder prompt, bool keyed)
    {
        if (!body.Has("messages"u8, out var messages) || messages.Require(JsonValueKind.Array, "messages").GetArrayLength() == 0)
        {
            throw new RequestRejectedException(
                "A conversation must start with a user message. Try again with a conversation that starts with a user message.");
        }

        prompt.Mix(AnthropicRequestReader.SettingsOf(request));
        JsonElement lastUser = default;
        bool? wasUser = null;
        var pairing = new ToolPairing(converse: true);
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var isUser = message.Require(JsonValueKind.Object, "messages").Is("role"u8, "user"u8);
            var isAssistant = !isUser && message.Is("role"u8, "assistant"u8);
            CheckTurn(message, isUser, isAssistant, wasUser);
            wasUser = isUser ? true : isAssistant ? false : wasUser;
            lastUser = isUser ? message : lastUser;
            request.LastRoleIsAssistant = isAssistant;
            request.EndsWithToolResult = false;
            prompt.Mix(isUser ? "user"u8 : isAssistant ? "assistant"u8 : "system-turn"u8, PromptCosts.Message);
            if (!message.Has("content"u8, out var content)
                || content.Require(JsonValueKind.Array, "messages.content").GetArrayLength() == 0)
            {
                throw new RequestRejectedException(
                    "The content field in the Message object is empty. Add a ContentBlock object to the content field and try again.");
            }

            foreach (var block in content.EnumerateArray())
            {
                Pair(block.Require(JsonValueKind.Object, "messages.content"), index, request, pairing);
                AddBlock(block, "messages", prompt);
            }

            pairing.EndMessage(index++);
        }

        if (pairing.Used && !request.DefinesTools)
        {
            throw new RequestRejectedException("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
        }

        if (keyed && lastUser.ValueKind == JsonValueKind.Object)
        {
            request.LastUserTextHash = AnthropicRequestReader.KeyOf(lastUser.GetProperty("content"u8), "text"u8, prompt);
        }
    }

    private static void Pair(JsonElement block, int index, EmulatedRequest request, ToolPairing pairing)
    {
        if (block.Has("toolUse"u8, out var call))
        {
            pairing.Call(call.Text("toolUseId"u8));
        }
        else if (block.Has("toolResult"u8, out var result))
        {
            request.EndsWithToolResult = true;
            pairing.Result(result.Text("toolUseId"u8), index);
        }
    }

    private static void CheckTurn(JsonElement message, bool isUser, bool isAssistant, bool? wasUser)
    {
        if (!isUser && !isAssistant && !message.Is("role"u8, "system"u8))
        {
            throw new RequestRejectedException(
                "1 validation error detected: Value at 'messages.role' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [user, assistant, system]");
        }

        if (isAssistant && wasUser is null)
        {
            throw new RequestRejectedException(
                "A conversation must start with a user message. Try again with a conversation that starts with a user message.");
        }

        if ((isUser && wasUser == true) || (isAssistant && wasUser == false))
        {
            throw new RequestRejectedException(
                "A conversation must alternate between user and assistant roles. "
                + "Make sure the conversation alternates between user and assistant roles and try again.");
        }
    }

    private static void AddBlock(JsonElement block, string path, PromptBuilder prompt)
    {
        block.Require(JsonValueKind.Object, path);
        if (block.Has("cachePoint"u8, out var point))
        {
            prompt.MarkLast(ConverseBlocks.TtlOf(point));
        }
        else if (block.Has("text"u8, out var text))
        {
            if (text.Require(JsonValueKind.String, path + ".text").ValueEquals(""u8))
            {
                throw new RequestRejectedException(
                    $"The text field in the ContentBlock object at {path} is blank. Add text to the text field, and try again.");
            }

            prompt.AddText(text);
        }
        else
        {
            prompt.AddBlock(block, ConverseBlocks.Tokens(block, prompt));
        }
    }
}
