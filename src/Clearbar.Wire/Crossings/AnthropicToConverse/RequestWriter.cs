using System.Text.Json;

namespace Clearbar.Wire.Crossings.AnthropicToConverse;

/// <summary>
/// Writes a request of the Messages dialect as one of Converse; the model and whether to stream stand in the path. Members leave in prompt
/// order (tools, system, messages), so that cache markers are admitted in the order the service reads them.
/// <code>
/// Messages                                   Converse
/// max_tokens, temperature, top_p, stop_sequences   inferenceConfig
/// tools, tool_choice                         toolConfig; what it cannot say: additionalModelRequestFields
/// output_config.effort / format              outputConfig.effort / textFormat      ; the schema becomes JSON inside a string
/// top_k, thinking, anthropic_beta            additionalModelRequestFields
/// cache_control (top level)                  cachePoint behind the last block
/// metadata, service_tier, speed, inference_geo, others    (lost)
/// container, mcp_servers                     (refused: they ask for what runs on Anthropic's servers)
/// </code>
/// Sources: Anthropic API reference, <c>POST /v1/messages</c>; AWS service model, bedrock-runtime 2026-07-31, ConverseRequest.
/// </summary>
internal sealed partial class RequestWriter(Utf8JsonWriter json, ICollection<string> losses)
{
    private readonly CacheMarkers _markers = new(losses);
    private readonly DocumentNames _documentNames = new();
    private WireFault? _fault;

    /// <summary>Returns the first thing Converse cannot say; then what was written means nothing.</summary>
    public WireFault? Write(BodyNode request)
    {
        RefuseOrRecordOthers(request);
        json.WriteStartObject();
        WriteInferenceConfig(request);
        WriteToolConfig(request);
        WriteSystem(request["system"u8]);
        WriteMessages(request["messages"u8], request["cache_control"u8]);
        WriteOutputConfig(request);
        WriteModelFields(request);
        if (HasElements(request["stop_sequences"u8]))
        {
            // Converse itself does not say which sequence was met.
            json.WritePropertyName("additionalModelResponseFieldPaths"u8);
            json.WriteRawValue("[\"/stop_sequence\"]"u8, skipInputValidation: true);
        }

        json.WriteEndObject();
        return _fault;
    }

    // The first refusal is the one told. Writing goes on in valid form, which keeps the code that finds the next blocks simple.
    private void Refuse(string message, string path) => _fault ??= new WireFault(message, path);

    private static bool HasElements(BodyNode array) => array.Elements.Following.Exists;

    private void RefuseOrRecordOthers(BodyNode request)
    {
        foreach (var member in request.Members)
        {
            if (!member.Value.Exists || IsTranslated(member))
            {
                continue;
            }

            if (member.Is("mcp_servers"u8) || member.Is("container"u8))
            {
                var name = MemberNames.Printable(member);
                Refuse($"{name} asks for what runs on Anthropic's servers; Bedrock has no such thing. Remove it.", name);
            }
            else
            {
                losses.Add("-" + MemberNames.Printable(member));
            }
        }
    }

    // What the path says, and what is no part of a body in either dialect, is no loss.
    private static bool IsTranslated(BodyMember member) =>
        member.Is("model"u8) || member.Is("stream"u8) || member.Is("messages"u8) || member.Is("system"u8) || member.Is("tools"u8)
        || member.Is("tool_choice"u8) || member.Is("max_tokens"u8) || member.Is("temperature"u8) || member.Is("top_p"u8)
        || member.Is("top_k"u8) || member.Is("stop_sequences"u8) || member.Is("thinking"u8) || member.Is("output_config"u8)
        || member.Is("output_format"u8) || member.Is("cache_control"u8) || member.Is("anthropic_beta"u8)
        || member.Is("anthropic_version"u8);

    private void WriteInferenceConfig(BodyNode request)
    {
        json.WriteStartObject("inferenceConfig"u8);
        if (request["max_tokens"u8].TryGetInt64(out var maxTokens) && maxTokens < 1)
        {
            // 0 only warms the cache; Converse has nothing like it, and one token is the least it can say.
            losses.Add("max_tokens");
            json.WriteNumber("maxTokens"u8, 1);
        }
        else
        {
            json.WriteCopyIfThere("maxTokens"u8, request["max_tokens"u8]);
        }

        json.WriteCopyIfThere("temperature"u8, request["temperature"u8]);
        json.WriteCopyIfThere("topP"u8, request["top_p"u8]);
        if (HasElements(request["stop_sequences"u8]))
        {
            json.WriteCopy("stopSequences"u8, request["stop_sequences"u8]);
        }

        json.WriteEndObject();
    }

    // output_format is how older betas spell output_config.format.
    private void WriteOutputConfig(BodyNode request)
    {
        var config = request["output_config"u8];
        var format = config["format"u8] is { Exists: true } current ? current : request["output_format"u8];
        var effort = config["effort"u8];
        foreach (var member in config.Members)
        {
            if (member.Value.Exists && !member.Is("effort"u8) && !member.Is("format"u8))
            {
                losses.Add("-output_config." + MemberNames.Printable(member));
            }
        }

        if (!effort.Exists && !format.Exists)
        {
            return;
        }

        json.WriteStartObject("outputConfig"u8);
        if (format.Exists)
        {
            if (!format["type"u8].Is("json_schema"u8) || !format["schema"u8].IsObject)
            {
                Refuse("The only format is json_schema, with a schema object.", "output_config.format");
            }

            json.WriteStartObject("textFormat"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteStartObject("structure"u8);
            json.WriteStartObject("jsonSchema"u8);
            json.WriteString("schema"u8, format["schema"u8].Raw);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteCopyIfThere("effort"u8, effort);
        json.WriteEndObject();
    }

    // What Converse has no word for and the service merges into Claude's own body.
    private void WriteModelFields(BodyNode request)
    {
        var topK = request["top_k"u8];
        var thinking = request["thinking"u8];
        var betas = request["anthropic_beta"u8];
        var tools = request["tools"u8];
        var choice = request["tool_choice"u8];
        var hasOwnTools = HasAnthropicTools(tools) && !IsOmitted(request);
        var hasChoice = choice.Exists && !IsOmitted(request) && !(CanSayInConverse(choice) && HasCustomTools(tools));
        if (!topK.Exists && !thinking.Exists && !betas.Exists && !hasOwnTools && !hasChoice)
        {
            return;
        }

        json.WriteStartObject("additionalModelRequestFields"u8);
        json.WriteCopyIfThere("top_k"u8, topK);
        json.WriteCopyIfThere("thinking"u8, thinking);
        json.WriteCopyIfThere("anthropic_beta"u8, betas);
        if (hasOwnTools)
        {
            WriteAnthropicTools(tools);
        }

        if (hasChoice)
        {
            json.WriteCopy("tool_choice"u8, choice);
        }

        json.WriteEndObject();
    }

    private void RecordIfThere(BodyNode value, string loss)
    {
        if (value.Exists)
        {
            losses.Add(loss);
        }
    }
}
