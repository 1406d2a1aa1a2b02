using System.Text.Json;
using Clearbar.Upstreams.Emulator.Models;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Writes the model lists of both surfaces from <see cref="EmulatedModels"/>.</summary>
internal static class ModelLists
{
    /// <summary>Writes <c>{data:[…], has_more, first_id, last_id}</c> (Anthropic Models API). One page holds all.</summary>
    public static void WriteModels(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var model in EmulatedModels.All)
        {
            WriteModel(json, model);
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, false);
        json.WriteString("first_id"u8, EmulatedModels.All[0].Id);
        json.WriteString("last_id"u8, EmulatedModels.All[^1].Id);
        json.WriteEndObject();
    }

    public static void WriteModel(Utf8JsonWriter json, EmulatedModel model)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, model.Id);
        json.WriteString("display_name"u8, model.Id + " (emulated)");
        json.WriteString("created_at"u8, "1970-01-01T00:00:00Z"u8);
        json.WriteString("lifecycle"u8, "active"u8);
        json.WriteString("line"u8, model.LineName);
        json.WriteNumber("max_input_tokens"u8, model.ContextTokens);
        json.WriteNumber("max_tokens"u8, model.MaxOutputTokens);
        json.WriteEndObject();
    }

    /// <summary>Writes <c>{modelSummaries:[…]}</c> (ListFoundationModels).</summary>
    public static void WriteFoundationModels(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("modelSummaries"u8);
        foreach (var model in EmulatedModels.All)
        {
            if (model.BedrockId is not { } id)
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("modelArn"u8, "arn:aws:bedrock:us-east-1::foundation-model/" + id);
            json.WriteString("modelId"u8, id);
            json.WriteString("modelName"u8, model.Id + " (emulated)");
            json.WriteString("providerName"u8, "Anthropic"u8);
            WriteList(json, "inputModalities"u8, "TEXT", "IMAGE");
            WriteList(json, "outputModalities"u8, "TEXT");
            json.WriteBoolean("responseStreamingSupported"u8, true);
            WriteList(json, "inferenceTypesSupported"u8, "ON_DEMAND", "INFERENCE_PROFILE");
            json.WriteStartObject("modelLifecycle"u8);
            json.WriteString("status"u8, "ACTIVE"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes <c>{inferenceProfileSummaries:[…]}</c> (ListInferenceProfiles), system-defined profiles only.</summary>
    public static void WriteInferenceProfiles(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("inferenceProfileSummaries"u8);
        foreach (var model in EmulatedModels.All)
        {
            foreach (var prefix in model.BedrockId is null ? [] : model.Profiles.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var id = prefix + "." + model.BedrockId;
                json.WriteStartObject();
                json.WriteString("inferenceProfileName"u8, $"{prefix} {model.Id} (emulated)");
                json.WriteString("inferenceProfileId"u8, id);
                json.WriteString("inferenceProfileArn"u8, "arn:aws:bedrock:us-east-1:123456789012:inference-profile/" + id);
                json.WriteString("status"u8, "ACTIVE"u8);
                json.WriteString("type"u8, "SYSTEM_DEFINED"u8);
                json.WriteStartArray("models"u8);
                json.WriteStartObject();
                json.WriteString("modelArn"u8, "arn:aws:bedrock:us-east-1::foundation-model/" + model.BedrockId);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
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
