using System.Text.Json;
using Clearbar.Pricing;

namespace Clearbar.Tiers;

/// <summary>Reads a capabilities file. Every error of the file is reported, each with its key.</summary>
/// <remarks>
/// <code>
/// file  = { schema: 1, asOf: date, sources: {code: text}, models: [model] }
/// model = { id, maxOutputTokens|null, thinking: ["disabled"|"enabled"|"adaptive"|"between_tools"], sampling, prefill, forcedToolChoice,
///           minCacheableTokens: {"anthropic-api": n|null, "bedrock": n|null}, quotaBurndown|null, ["bedrockVersion"], source[] }
/// </code>
/// </remarks>
internal static class ModelCatalogReader
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Dictionary<string, ModelCapabilities> Read(ReadOnlyMemory<byte> utf8, out DateOnly asOf)
    {
        var errors = new List<string>();
        var models = new Dictionary<string, ModelCapabilities>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(utf8, s_options);
            var root = new CheckedJson(document.RootElement, "", errors);
            if (root.Count("schema") != 1)
            {
                root.Child("schema").Fail("must be 1, the only version this program reads");
            }

            asOf = root.Date("asOf");
            var sources = root.Members("sources").ConvertAll(source => source.Key);
            foreach (var model in root.Items("models"))
            {
                var id = model.Text("id");
                if (!models.TryAdd(id, ReadModel(model, sources)))
                {
                    model.Child("id").Fail($"\"{id}\" is described twice");
                }
            }
        }
        catch (JsonException exception)
        {
            throw new PriceBookException($"the capabilities file is not JSON: {exception.Message}", exception);
        }

        return errors.Count == 0 ? models : throw new PriceBookException(errors);
    }

    private static ModelCapabilities ReadModel(CheckedJson model, List<string> sources)
    {
        model.AllowOnly(
            "id", "maxOutputTokens", "thinking", "sampling", "prefill", "forcedToolChoice", "minCacheableTokens", "quotaBurndown",
            "bedrockVersion", "source", "note");
        var minimum = model.Object("minCacheableTokens");
        var named = model.Texts("source");
        foreach (var source in named)
        {
            if (!sources.Contains(source, StringComparer.Ordinal))
            {
                model.Child("source").Fail($"\"{source}\" is not among the file's sources");
            }
        }

        return new ModelCapabilities
        {
            IsKnown = true,
            MaxOutputTokens = model.CountOrNull("maxOutputTokens"),
            Thinking = ReadThinking(model),
            AcceptsSampling = model.Flag("sampling"),
            AcceptsPrefill = model.Flag("prefill"),
            AcceptsForcedToolChoice = model.Flag("forcedToolChoice"),
            MinCacheableDirect = minimum.CountOrNull("anthropic-api"),
            MinCacheableBedrock = minimum.CountOrNull("bedrock"),
            QuotaBurndown = model.CountOrNull("quotaBurndown"),
            BedrockVersion = model.TextOrNull("bedrockVersion"),
            Sources = named,
        };
    }

    private static ThinkingModes ReadThinking(CheckedJson model)
    {
        var modes = ThinkingModes.None;
        foreach (var text in model.Texts("thinking"))
        {
            var mode = text switch
            {
                "disabled" => ThinkingModes.Disabled,
                "enabled" => ThinkingModes.EnabledWithBudget,
                "adaptive" => ThinkingModes.Adaptive,
                "between_tools" => ThinkingModes.BetweenTools,
                _ => ThinkingModes.None,
            };
            if (mode == ThinkingModes.None)
            {
                model.Child("thinking").Fail($"\"{text}\" must be disabled, enabled, adaptive or between_tools");
            }

            modes |= mode;
        }

        return modes;
    }
}
