using System.Buffers;
using System.Text.Json;
using Clearbar.Tiers;

namespace Clearbar.Hosting;

/// <summary>The models as OpenAI's clients list them: the same models, with fewer words.</summary>
public sealed partial class ModelLists
{
    /// <summary>Every model served, newest generation first; OpenAI's list has no pages.</summary>
    public void WriteOpenAiModels(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in Served().Reverse())
        {
            WriteOpenAiModel(json, model);
        }

        foreach (var local in snapshot.Options.Deployments.SelectMany(static deployment => deployment.LocalModels).DistinctBy(static local => local.Model.Id))
        {
            WriteOpenAiModel(json, local.Model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One model by id or alias; false when no deployment serves it.</summary>
    public bool TryWriteOpenAiModel(IBufferWriter<byte> output, string id)
    {
        var model = snapshot.LocalModel(id);
        if (model is null && (!snapshot.Catalog.TryResolve(id, out model, out _) || !Served().Contains(model)))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(output);
        WriteOpenAiModel(json, model);
        return true;
    }

    private static void WriteOpenAiModel(Utf8JsonWriter json, Model model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        // The catalog knows no launch dates; clients want a number.
        json.WriteNumber("created"u8, 0);
        json.WriteString("owned_by"u8, model.Family == "local" ? "local"u8 : "anthropic"u8);
        json.WriteEndObject();
    }
}
