using System.Text.Json;
using Clearbar.Upstreams.Emulator.Models;

namespace Clearbar.Upstreams.Emulator.ControlPlane;

/// <summary>Writes the model lists of the Anthropic and OpenAI APIs from <see cref="EmulatedModels"/>. One page holds all.</summary>
internal static class ModelLists
{
    /// <summary>Writes <c>{data:[…], has_more, first_id, last_id}</c> (Anthropic Models API).</summary>
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

    /// <summary>Writes <c>{object:"list", data:[…]}</c> (OpenAI Models API).</summary>
    public static void WriteOpenAiModels(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in EmulatedModels.All)
        {
            WriteOpenAiModel(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteOpenAiModel(Utf8JsonWriter json, EmulatedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, 0);
        json.WriteString("owned_by"u8, "clearbar-emulator"u8);
        json.WriteEndObject();
    }
}
