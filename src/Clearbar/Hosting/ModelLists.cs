using System.Buffers;
using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Hosting;

/// <summary>
/// Writes the model lists of both providers from the catalog: what this gateway's deployments can be sent to and what has a price today.
/// Nothing is asked upstream.
/// </summary>
/// <remarks>
/// <code>
/// models   = { "data": [ *model ], "has_more": bool, "first_id": string / null, "last_id": string / null }   (Anthropic Models API, 2026-11)
/// openai   = { "object": "list", "data": [ *{ "id", "object": "model", "created", "owned_by" } ] }           (OpenAI Models API, 2026-11)
/// summary  = { "modelSummaries": [ *foundation-model ] }                 (AWS service model, bedrock 2026-07-31, ListFoundationModels)
/// details  = { "modelDetails": foundation-model }                                                            (…, GetFoundationModel)
/// access   = { "modelId", "agreementAvailability": { "status" }, "authorizationStatus", "entitlementAvailability",
///              "regionAvailability" }                                                            (…, GetFoundationModelAvailability)
/// profiles = { "inferenceProfileSummaries": [ *profile ], ["nextToken"] }                                    (…, ListInferenceProfiles)
/// </code>
/// </remarks>
public sealed partial class ModelLists(GatewaySnapshot snapshot, DateOnly today)
{
    // Which account and region would serve a call is the deployment's business; ARNs here name the model and not a place.
    private const string Region = "us-east-1";
    private const string Account = "000000000000";

    private static readonly string[] Geographies = ["us", "eu", "jp", "apac", "au", "ca"];

    /// <summary>A page of the Anthropic list, newest generation first as that API gives it.</summary>
    /// <param name="limit">Most models on the page, from 1.</param>
    /// <param name="afterId">Start behind this id; null starts at the first.</param>
    /// <param name="beforeId">End before this id; null ends at the last.</param>
    public void WriteModels(IBufferWriter<byte> output, int limit, string? afterId, string? beforeId)
    {
        var all = Served().Reverse().ToList();
        var start = afterId is null ? 0 : all.FindIndex(model => model.Id == afterId) + 1;
        var end = beforeId is not null && all.FindIndex(model => model.Id == beforeId) is var found and >= 0 ? found : all.Count;
        // A page before an id is the one that ends there.
        start = beforeId is not null ? Math.Max(start, end - limit) : start;
        var page = all.GetRange(start, Math.Max(Math.Min(limit, end - start), 0));
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        page.ForEach(model => WriteModel(json, model));
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, beforeId is not null ? start > 0 : start + page.Count < all.Count);
        json.WriteString("first_id"u8, page.Count == 0 ? null : page[0].Id);
        json.WriteString("last_id"u8, page.Count == 0 ? null : page[^1].Id);
        json.WriteEndObject();
    }

    /// <summary>One model by id or alias; false when no deployment serves it.</summary>
    public bool TryWriteModel(IBufferWriter<byte> output, string id)
    {
        if (!snapshot.Catalog.TryResolve(id, out var model, out _) || !Served().Contains(model))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(output);
        WriteModel(json, model);
        return true;
    }

    /// <summary>Bedrock's foundation models; filters that Claude models do not meet leave nothing.</summary>
    public void WriteFoundationModels(IBufferWriter<byte> output, string? provider, string? outputModality, string? inferenceType, string? customization)
    {
        var empty = (provider is not null && !provider.Equals("anthropic", StringComparison.OrdinalIgnoreCase))
            || outputModality is not (null or "TEXT")
            || inferenceType is not (null or "ON_DEMAND")
            || customization is not null;
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("modelSummaries"u8);
        foreach (var model in empty ? [] : OnBedrock())
        {
            WriteFoundationModel(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Bedrock's system-defined inference profiles.</summary>
    /// <param name="type">Only this type; there are no others than <c>SYSTEM_DEFINED</c> here.</param>
    /// <param name="start">Profiles to skip.</param>
    public void WriteInferenceProfiles(IBufferWriter<byte> output, string? type, int start, int limit)
    {
        var all = type is null or "SYSTEM_DEFINED" ? OnBedrock().SelectMany(ProfilesOf).ToList() : [];
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("inferenceProfileSummaries"u8);
        foreach (var (model, id) in all.Skip(start).Take(limit))
        {
            WriteProfile(json, model, id);
        }

        json.WriteEndArray();
        if (start + limit < all.Count)
        {
            json.WriteString("nextToken"u8, (start + limit).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    private IEnumerable<Model> Served() =>
        snapshot.Catalog.Models.Where(model => snapshot.Options.Deployments.Any(deployment => IsSold(model, deployment.PricedAs)));

    private IEnumerable<Model> OnBedrock() =>
        HasBedrock
            ? snapshot.Catalog.Models.Where(model => IsSold(model, Surface.Bedrock))
            : Served().Where(static model => model.IdOn(Surface.Bedrock, Scope.Global) is not null);

    private bool HasBedrock => snapshot.Options.Deployments.Any(static deployment => deployment.PricedAs == Surface.Bedrock);

    private bool IsSold(Model model, Surface surface) => surface == Surface.Bedrock
        ? ProfilesOf(model).Select(profile => profile.Id).Append(model.IdOn(Surface.Bedrock, Scope.InRegion)).Any(id => HasPrice(surface, id))
        : HasPrice(surface, model.IdOn(surface));

    private bool HasPrice(Surface surface, string? id) => id is not null && snapshot.RateOf(new RateQuery(surface, id, today)) is not null;

    /// <summary>Profiles this gateway can serve. Where Bedrock's clients are served by another surface, only the global ones: it keeps to no geography.</summary>
    private IEnumerable<(Model Model, string Id)> ProfilesOf(Model model)
    {
        if (model.IdOn(Surface.Bedrock, Scope.Global) is { } global)
        {
            yield return (model, global);
        }

        foreach (var geography in HasBedrock ? Geographies : [])
        {
            if (model.IdOn(Surface.Bedrock, Scope.Geo, geography) is { } id)
            {
                yield return (model, id);
            }
        }
    }

    private static void WriteModel(Utf8JsonWriter json, Model model)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, model.Id);
        json.WriteString("display_name"u8, model.Name);
        // The API's own word for a date that is not known.
        json.WriteString("created_at"u8, "1970-01-01T00:00:00Z"u8);
        json.WriteString("lifecycle"u8, "active"u8);
        json.WriteString("line"u8, model.Family);
        json.WriteNumber("max_input_tokens"u8, model.ContextTokens);
        if (model.Capabilities.MaxOutputTokens is { } most)
        {
            json.WriteNumber("max_tokens"u8, most);
        }
        else
        {
            json.WriteNull("max_tokens"u8);
        }

        WriteThinking(json, model.Capabilities);
        json.WriteEndObject();
    }

    private static void WriteThinking(Utf8JsonWriter json, ModelCapabilities capabilities)
    {
        if (!capabilities.IsKnown)
        {
            return;
        }

        var modes = capabilities.Thinking;
        json.WriteStartObject("capabilities"u8);
        json.WriteStartObject("thinking"u8);
        json.WriteBoolean("supported"u8, modes != ThinkingModes.None);
        json.WriteStartObject("types"u8);
        WriteSupported(json, "adaptive"u8, modes.HasFlag(ThinkingModes.Adaptive));
        WriteSupported(json, "between_tools"u8, modes.HasFlag(ThinkingModes.BetweenTools));
        WriteSupported(json, "disabled"u8, modes.HasFlag(ThinkingModes.Disabled));
        WriteSupported(json, "enabled"u8, modes.HasFlag(ThinkingModes.EnabledWithBudget));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSupported(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool supported)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("supported"u8, supported);
        json.WriteEndObject();
    }

    private static void WriteFoundationModel(Utf8JsonWriter json, Model model)
    {
        var id = model.IdOn(Surface.BedrockMantle)!;
        json.WriteStartObject();
        json.WriteString("modelArn"u8, ArnOf(id));
        json.WriteString("modelId"u8, id);
        json.WriteString("modelName"u8, model.Name);
        json.WriteString("providerName"u8, "Anthropic"u8);
        WriteList(json, "inputModalities"u8, "TEXT", "IMAGE");
        WriteList(json, "outputModalities"u8, "TEXT");
        json.WriteBoolean("responseStreamingSupported"u8, true);
        WriteList(json, "customizationsSupported"u8);
        var inRegion = model.IdOn(Surface.Bedrock, Scope.InRegion) is not null;
        WriteList(json, "inferenceTypesSupported"u8, inRegion ? ["ON_DEMAND", "INFERENCE_PROFILE"] : ["INFERENCE_PROFILE"]);
        json.WriteStartObject("modelLifecycle"u8);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, Model model, string id)
    {
        json.WriteStartObject();
        json.WriteString("inferenceProfileName"u8, $"{id[..id.IndexOf('.', StringComparison.Ordinal)].ToUpperInvariant()} {model.Name}");
        json.WriteString("inferenceProfileId"u8, id);
        json.WriteString("inferenceProfileArn"u8, $"arn:aws:bedrock:{Region}:{Account}:inference-profile/{id}");
        json.WriteStartArray("models"u8);
        json.WriteStartObject();
        json.WriteString("modelArn"u8, ArnOf(model.IdOn(Surface.BedrockMantle)!));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteString("type"u8, "SYSTEM_DEFINED"u8);
        json.WriteEndObject();
    }

    private static string ArnOf(string id) => $"arn:aws:bedrock:{Region}::foundation-model/{id}";

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, params ReadOnlySpan<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
