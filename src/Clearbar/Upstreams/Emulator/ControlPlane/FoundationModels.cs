using System.Text.Json;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Serving;
using Clearbar.Upstreams.Emulator.Writing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.ControlPlane;

/// <summary>
/// ListFoundationModels, GetFoundationModel and GetFoundationModelAvailability for one caller (AWS service model, bedrock 2026-07-31).
/// </summary>
internal sealed class FoundationModels(ModelNames names, Caller caller)
{
    /// <summary>Writes <c>{modelSummaries:[…]}</c>; filters that Claude models do not meet leave nothing.</summary>
    public void WriteList(Utf8JsonWriter json, IQueryCollection query)
    {
        var empty = (query["byProvider"].ToString() is { Length: > 0 } provider
                && !provider.Equals("anthropic", StringComparison.OrdinalIgnoreCase))
            || query["byOutputModality"].ToString() is not ("" or "TEXT")
            || query["byInferenceType"].ToString() is not ("" or "ON_DEMAND")
            || query["byCustomizationType"].Count > 0;
        json.WriteStartObject();
        json.WriteStartArray("modelSummaries"u8);
        foreach (var model in EmulatedModels.All)
        {
            if (!empty && model.BedrockId is not null && names.StateOf(model, caller) != ModelState.NotInRegion)
            {
                WriteModel(json, model);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes <c>{modelDetails}</c>.</summary>
    /// <exception cref="RequestRejectedException">The region has no such model.</exception>
    public void Write(Utf8JsonWriter json, string idOrArn)
    {
        var model = Find(idOrArn);
        if (names.StateOf(model, caller) == ModelState.NotInRegion)
        {
            throw Unresolved();
        }

        json.WriteStartObject();
        json.WritePropertyName("modelDetails"u8);
        WriteModel(json, model);
        json.WriteEndObject();
    }

    /// <summary>Writes <c>{modelId, agreementAvailability, authorizationStatus, entitlementAvailability, regionAvailability}</c>.</summary>
    /// <exception cref="RequestRejectedException">There is no such model anywhere.</exception>
    public void WriteAvailability(Utf8JsonWriter json, string id)
    {
        var model = Find(id);
        var state = names.StateOf(model, caller);
        json.WriteStartObject();
        json.WriteString("modelId"u8, model.BedrockId);
        json.WriteStartObject("agreementAvailability"u8);
        json.WriteString("status"u8, Word(state != ModelState.NoAgreement));
        json.WriteEndObject();
        json.WriteString("authorizationStatus"u8, state == ModelState.NotAuthorized ? "NOT_AUTHORIZED"u8 : "AUTHORIZED"u8);
        json.WriteString("entitlementAvailability"u8, Word(state != ModelState.NotEntitled));
        json.WriteString("regionAvailability"u8, Word(state != ModelState.NotInRegion));
        json.WriteEndObject();
    }

    internal static string ArnOf(EmulatedModel model, Caller caller) =>
        $"arn:aws:bedrock:{caller.RegionOrDefault}::foundation-model/{model.BedrockId}";

    /// <summary>By base id or foundation-model ARN; profiles are no foundation models.</summary>
    private static EmulatedModel Find(string idOrArn) =>
        EmulatedModels.TryFindBedrock(idOrArn, out var model)
            && (idOrArn == model.BedrockId || idOrArn.Contains(":foundation-model/", StringComparison.Ordinal))
            ? model : throw Unresolved();

    private static RequestRejectedException Unresolved() =>
        new(Failure.NotFound, "Could not resolve the foundation model from the provided model identifier.");

    private static string Word(bool available) => available ? "AVAILABLE" : "NOT_AVAILABLE";

    private void WriteModel(Utf8JsonWriter json, EmulatedModel model)
    {
        json.WriteStartObject();
        json.WriteString("modelArn"u8, ArnOf(model, caller));
        json.WriteString("modelId"u8, model.BedrockId);
        json.WriteString("modelName"u8, model.ShortName);
        json.WriteString("providerName"u8, "Anthropic"u8);
        WriteList(json, "inputModalities"u8, "TEXT", "IMAGE");
        WriteList(json, "outputModalities"u8, "TEXT");
        json.WriteBoolean("responseStreamingSupported"u8, true);
        WriteList(json, "customizationsSupported"u8);
        WriteList(json, "inferenceTypesSupported"u8, "ON_DEMAND", "INFERENCE_PROFILE");
        json.WriteStartObject("modelLifecycle"u8);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

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
