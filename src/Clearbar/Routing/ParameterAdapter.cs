using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Tiers;
using Clearbar.Upstreams.Bedrock;
using Clearbar.Wire;

namespace Clearbar.Routing;

/// <summary>
/// Decides the edits that make a request valid for the model it is routed to (invariant I12) and that a <c>+thinking</c> rung needs. Everything
/// it does is returned as declared edits; a request that goes to the model asked for, unchanged, yields none.
/// </summary>
public static class ParameterAdapter
{
    private static readonly string[] SamplingMembers = ["temperature", "top_p", "top_k"];

    /// <param name="betas">Value of the client's <c>anthropic-beta</c> header; null without one.</param>
    /// <param name="crossed">
    /// The body was translated from another dialect, whose clients set what they cannot know the model refuses: adapted even to the model asked for.
    /// </param>
    public static IReadOnlyList<RequestEdit> EditsFor(
        RequestOutline outline,
        ReadOnlySpan<byte> body,
        PlannedStep step,
        int thinkingBudget,
        ThinkingOrigins origins,
        string? betas = null,
        bool crossed = false)
    {
        var edits = new List<RequestEdit>(4);
        var sameName = string.Equals(outline.Model, step.WireModelId, StringComparison.Ordinal);
        var sameModel = (sameName || step.IsAskedModel) && !crossed;
        if (outline.Dialect == Dialect.OpenAi)
        {
            AdaptOpenAi(outline, step, sameName, edits);
            return edits;
        }

        if (outline.Dialect is Dialect.Anthropic or Dialect.Invoke)
        {
            if (outline.Dialect == Dialect.Anthropic && step.Deployment is { TakesMessagesAsInvoke: true })
            {
                MakeInvokeBody(outline, step.Model!, betas, edits);
            }
            else if (outline.Dialect == Dialect.Anthropic && !sameName)
            {
                edits.Add(new RequestEdit.Set("model", JsonSerializer.Serialize(step.WireModelId)));
            }

            if (betas is not null && step.Deployment is { Surface: Surface.BedrockMantle } or { Surface: Surface.Bedrock, UsesMessagesPath: true })
            {
                // Bedrock's Messages endpoints take no beta flags (documented October 2026).
                AddOmitted(BedrockBetas.Read(betas), edits);
            }

            AdaptAnthropic(outline, body, step, sameModel, thinkingBudget, edits);
            if (outline.Dialect == Dialect.Invoke && !sameModel && BedrockVersions.Replacement(outline, body, step.Model!) is { } version)
            {
                edits.Add(new RequestEdit.Set(BedrockVersions.Member, JsonSerializer.Serialize(version)));
            }
        }
        else
        {
            AdaptConverse(outline, body, step, sameModel, thinkingBudget, edits);
        }

        if (outline.ThinkingBlocks.Count > 0 && origins.ForeignTo(step, sameName || step.IsAskedModel, outline, body) is { Count: > 0 } foreign)
        {
            // Signatures bind thinking to the model that wrote it; another model answers 400 to them.
            edits.Add(new RequestEdit.Cut("thinking", foreign));
        }

        return edits;
    }

    /// <summary>A stream without counts cannot be metered, so they are asked for; what the client did not ask for is taken out on the way back.</summary>
    private static void AdaptOpenAi(RequestOutline outline, PlannedStep step, bool sameName, List<RequestEdit> edits)
    {
        if (!sameName)
        {
            edits.Add(new RequestEdit.Set("model", JsonSerializer.Serialize(step.WireModelId)));
        }

        if (outline is { Stream: true, WantsStreamUsage: false })
        {
            edits.Add(new RequestEdit.Set("stream_options", """{"include_usage":true}"""));
        }
    }

    /// <summary>
    /// Makes an InvokeModel body of a Messages body: the path says model and stream, the body says the version and the beta flags
    /// (Amazon Bedrock user guide, "Anthropic Claude Messages API: request and response").
    /// </summary>
    private static void MakeInvokeBody(RequestOutline outline, Model model, string? betas, List<RequestEdit> edits)
    {
        edits.Add(new RequestEdit.Remove("model"));
        if (outline.TryGetMember("stream", out _))
        {
            edits.Add(new RequestEdit.Remove("stream"));
        }

        edits.Add(new RequestEdit.Set(BedrockVersions.Member, JsonSerializer.Serialize(model.Capabilities.BedrockVersion ?? BedrockVersions.Default)));
        if (betas is null)
        {
            return;
        }

        var (sent, dropped) = BedrockBetas.Split(betas, model);
        if (sent.Count > 0)
        {
            edits.Add(new RequestEdit.Set("anthropic_beta", BedrockBetas.ToJson(sent)));
        }

        AddOmitted(dropped, edits);
    }

    private static void AddOmitted(IReadOnlyList<string> flags, List<RequestEdit> edits)
    {
        foreach (var flag in flags)
        {
            edits.Add(new RequestEdit.Omit("anthropic-beta:" + flag));
        }
    }

    private static void AdaptAnthropic(
        RequestOutline outline, ReadOnlySpan<byte> body, PlannedStep step, bool sameModel, int thinkingBudget, List<RequestEdit> edits)
    {
        var capabilities = step.Model!.Capabilities;
        if (step.Thinking)
        {
            edits.Add(new RequestEdit.Set("thinking", ThinkingFor(step, thinkingBudget)));
            edits.Add(new RequestEdit.Set("max_tokens", MaxTokensWith(outline, thinkingBudget)));
        }
        else if (outline.AsksForThinking && !sameModel
            && outline.TryGetMember("thinking", out var asked) && Convert(asked.Value.Of(body), step, outline, thinkingBudget) is { } converted)
        {
            edits.Add(new RequestEdit.Set("thinking", converted));
        }

        if (step.Thinking || (!sameModel && capabilities is { IsKnown: true, AcceptsSampling: false }))
        {
            foreach (var name in SamplingMembers)
            {
                if (outline.TryGetMember(name, out _))
                {
                    edits.Add(new RequestEdit.Remove(name));
                }
            }
        }
    }

    private static void AdaptConverse(
        RequestOutline outline, ReadOnlySpan<byte> body, PlannedStep step, bool sameModel, int thinkingBudget, List<RequestEdit> edits)
    {
        var dropSampling = step.Thinking || (!sameModel && step.Model!.Capabilities is { IsKnown: true, AcceptsSampling: false });
        if (outline.TryGetMember("inferenceConfig", out var inference) || step.Thinking)
        {
            var config = Parse(inference.Value, body);
            var changed = dropSampling && (config.Remove("temperature") | config.Remove("topP"));
            if (step.Thinking)
            {
                config["maxTokens"] = (outline.MaxTokens ?? 4096) + thinkingBudget;
                changed = true;
            }

            if (changed)
            {
                edits.Add(new RequestEdit.Set("inferenceConfig", config.ToJsonString()));
            }
        }

        if (step.Thinking)
        {
            var fields = outline.TryGetMember("additionalModelRequestFields", out var member) ? Parse(member.Value, body) : [];
            fields.Remove("top_k");
            fields["thinking"] = JsonNode.Parse(ThinkingFor(step, thinkingBudget));
            edits.Add(new RequestEdit.Set("additionalModelRequestFields", fields.ToJsonString()));
        }
        else if (outline.AsksForThinking && !sameModel && outline.TryGetMember("additionalModelRequestFields", out var member)
            && Parse(member.Value, body) is var fields && fields["thinking"] is { } asked
            && Convert(Encoding.UTF8.GetBytes(asked.ToJsonString()), step, outline, thinkingBudget) is { } converted)
        {
            fields["thinking"] = JsonNode.Parse(converted);
            edits.Add(new RequestEdit.Set("additionalModelRequestFields", fields.ToJsonString()));
        }
    }

    /// <summary>Models from 4.6 on think adaptively; earlier ones take a budget (Anthropic, "Extended thinking").</summary>
    private static string ThinkingFor(PlannedStep step, int budget) => step.Model!.Capabilities.Thinking.HasFlag(ThinkingModes.Adaptive)
        ? """{"type":"adaptive"}"""
        : string.Create(CultureInfo.InvariantCulture, $$"""{"type":"enabled","budget_tokens":{{budget}}}""");

    /// <summary>The client's limit is for what it sees; thinking is spent on top of it, and must stay below the limit sent.</summary>
    private static string MaxTokensWith(RequestOutline outline, int budget) =>
        ((outline.MaxTokens ?? 4096) + budget).ToString(CultureInfo.InvariantCulture);

    /// <summary>A client's own thinking switch, turned into the form the target takes; null when it is already right.</summary>
    private static string? Convert(ReadOnlySpan<byte> thinking, PlannedStep step, RequestOutline outline, int budget)
    {
        var type = JsonNode.Parse(thinking)?["type"]?.GetValue<string>();
        var modes = step.Model!.Capabilities.Thinking;
        return type switch
        {
            "enabled" when !modes.HasFlag(ThinkingModes.EnabledWithBudget) && modes.HasFlag(ThinkingModes.Adaptive) => """{"type":"adaptive"}""",
            "adaptive" or "between_tools" when !modes.HasFlag(ThinkingModes.Adaptive) && outline.MaxTokens > 1024 =>
                ThinkingFor(step, Math.Min(budget, outline.MaxTokens.Value - 1)),
            "adaptive" or "between_tools" when !modes.HasFlag(ThinkingModes.Adaptive) => """{"type":"disabled"}""",
            _ => null,
        };
    }

    private static JsonObject Parse(ByteRange value, ReadOnlySpan<byte> body) =>
        value.IsEmpty ? [] : JsonNode.Parse(value.Of(body)) as JsonObject ?? [];
}
