using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// What the service refuses although it can read it: limits and combinations, checked once for every dialect.
/// </summary>
/// <remarks>Rules: Anthropic documentation of thinking, tool use, prompt caching and the 2026-10-21 version, Aug to Oct 2026.</remarks>
internal static class RequestRules
{
    private const int MaximumMarkers = 4;
    private const int MinimumThinkingBudget = 1024;

    /// <summary>Throws <see cref="RequestRejectedException"/> with the first rule the request breaks.</summary>
    /// <param name="samplingForbidden">True under API version 2026-10-21, where sampling fields are an error for every model.</param>
    public static void Check(EmulatedRequest request, bool samplingForbidden)
    {
        CheckLimits(request);
        CheckMarkers(request);
        CheckThinking(request);
        CheckTools(request);
        CheckSampling(request, samplingForbidden);
        if (request.LastRoleIsAssistant && !request.Model.AcceptsPrefill)
        {
            throw new RequestRejectedException(
                "This model does not support assistant message prefill. The conversation must end with a user message.");
        }

        if (request.LastRoleIsAssistant && request.OutputSchema.ValueKind == JsonValueKind.Object)
        {
            throw new RequestRejectedException(
                "output_config.format: Structured output cannot be combined with assistant message prefill.");
        }
    }

    private static void CheckLimits(EmulatedRequest request)
    {
        var model = request.Model;
        if (request.MaxTokens < 0)
        {
            throw new RequestRejectedException("max_tokens: Input should be greater than or equal to 0");
        }

        if (request.MaxTokens > model.MaxOutputTokens)
        {
            throw new RequestRejectedException(
                $"max_tokens: {request.MaxTokens} > {model.MaxOutputTokens}, "
                + $"which is the maximum allowed number of output tokens for {model.Id}");
        }

        if (request.PromptTokens > model.ContextTokens)
        {
            throw new RequestRejectedException($"prompt is too long: {request.PromptTokens} tokens > {model.ContextTokens} maximum");
        }
    }

    private static void CheckMarkers(EmulatedRequest request)
    {
        if (request.MarkerCount > MaximumMarkers)
        {
            throw new RequestRejectedException($"A maximum of 4 blocks with cache_control may be provided. Found {request.MarkerCount}.");
        }

        if (request.MarkersOutOfOrder)
        {
            throw new RequestRejectedException(
                "cache_control: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. "
                + "Note that blocks are processed in the following order: `tools`, `system`, `messages`.");
        }

        if (request is { Bedrock: true, HasOneHourMarker: true } && !request.Model.AcceptsOneHourCacheOnBedrock)
        {
            throw new RequestRejectedException("cache_control.ephemeral.ttl: 1h is not supported by this model.");
        }
    }

    private static void CheckThinking(EmulatedRequest request)
    {
        var model = request.Model;
        switch (request.Thinking)
        {
            case ThinkingMode.Budgeted when !model.AcceptsThinkingBudget:
                throw new RequestRejectedException(model.AcceptsAdaptiveThinking
                    ? "\"thinking.type.enabled\" is not supported for this model. "
                    + "Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior."
                    : "thinking: This model does not support thinking.");
            case ThinkingMode.Budgeted when request.ThinkingBudget < MinimumThinkingBudget:
                throw new RequestRejectedException("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
            case ThinkingMode.Budgeted when request.ThinkingBudget >= request.MaxTokens:
                throw new RequestRejectedException("`max_tokens` must be greater than `thinking.budget_tokens`.");
            case ThinkingMode.Adaptive when !model.AcceptsAdaptiveThinking:
                throw new RequestRejectedException("adaptive thinking is not supported on this model");
            case ThinkingMode.BetweenTools when !model.ThinksBetweenTools:
                throw new RequestRejectedException("thinking.type: 'between_tools' is not supported on this model");
            case ThinkingMode.Disabled when model.AlwaysThinks || model.ThinksBetweenTools:
                throw new RequestRejectedException(model.ThinksBetweenTools
                    ? "thinking.type: 'disabled' is not supported on this model; use 'between_tools'"
                    : "thinking.type: 'disabled' is not supported on this model");
            default:
                break;
        }

        if (request.Thinks && (request.ToolChoice is ToolChoice.Any or ToolChoice.Named))
        {
            throw new RequestRejectedException("Thinking may not be enabled when tool_choice forces tool use.");
        }
    }

    private static void CheckTools(EmulatedRequest request)
    {
        if (request.ToolChoice is ToolChoice.Absent or ToolChoice.None)
        {
            return;
        }

        if (!request.DefinesTools)
        {
            throw new RequestRejectedException("tool_choice: tool_choice may only be specified while providing tools.");
        }

        if ((request.ToolChoice is ToolChoice.Any or ToolChoice.Named) && !request.Model.AcceptsForcedToolChoice)
        {
            throw new RequestRejectedException("tool_choice: forcing tool use is not supported on this model; use 'auto'.");
        }

        if (request.ToolChoice == ToolChoice.Named && request.Tools.TrueForAll(tool => tool.Name != request.ToolChoiceName))
        {
            throw new RequestRejectedException($"Tool '{request.ToolChoiceName}' not found in provided tools");
        }
    }

    private static void CheckSampling(EmulatedRequest request, bool forbidden)
    {
        if (request.Temperature is < 0 or > 1)
        {
            throw new RequestRejectedException("temperature: range: 0..1");
        }

        var any = request.Temperature is not null || request.TopP is not null || request.HasTopK;
        if (forbidden && any)
        {
            throw new RequestRejectedException("temperature, top_p and top_k are not accepted by API version 2026-10-21; remove them.");
        }

        if (!request.Model.AcceptsSampling && ((request.Temperature ?? 1) != 1 || (request.TopP ?? 1) < 0.99 || request.HasTopK))
        {
            throw new RequestRejectedException(
                "This model accepts only temperature 1, top_p of at least 0.99 and no top_k; remove the sampling fields.");
        }
    }
}
