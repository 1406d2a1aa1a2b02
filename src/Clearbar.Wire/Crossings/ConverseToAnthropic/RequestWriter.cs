using System.Text;
using System.Text.Json;

namespace Clearbar.Wire.Crossings.ConverseToAnthropic;

/// <summary>
/// Writes a Converse request as one of the Messages dialect. Members leave in prompt order (tools, system, messages), so that cache
/// markers are admitted in the order the service reads them.
/// <code>
/// Converse                                         Messages
/// (path)                                           model, stream
/// inferenceConfig.maxTokens / temperature / topP / stopSequences   max_tokens / temperature / top_p / stop_sequences
/// toolConfig.tools / toolChoice                    tools / tool_choice
/// outputConfig.effort / textFormat                 output_config.effort / format     ; the schema is JSON inside a string
/// additionalModelRequestFields.*                   *                                 ; top_k, thinking, tool_choice, more tools
/// additionalModelRequestFields.anthropic_beta      (a header: <see cref="BetaFlags"/>)
/// requestMetadata, performanceConfig, serviceTier  (lost)
/// guardrailConfig, promptVariables                 (refused: they must not be dropped silently)
/// </code>
/// Sources: AWS service model, bedrock-runtime 2026-07-31, ConverseRequest; Anthropic API reference, <c>POST /v1/messages</c>.
/// </summary>
internal sealed partial class RequestWriter(Utf8JsonWriter json, ICollection<string> losses)
{
    private readonly CacheMarkers _markers = new(losses);
    private WireFault? _fault;

    /// <summary>Returns the first thing the Messages dialect cannot say; then what was written means nothing.</summary>
    public WireFault? Write(BodyNode request, RequestOutline outline, in CrossingTarget target)
    {
        RefuseOrRecordOthers(request);
        var more = request["additionalModelRequestFields"u8];
        var inference = request["inferenceConfig"u8];
        json.WriteStartObject();
        json.WriteString("model"u8, target.ModelId);
        if (outline.MaxTokens is { } maxTokens)
        {
            json.WriteNumber("max_tokens"u8, maxTokens);
        }
        else
        {
            json.WriteNumber("max_tokens"u8, Math.Max(1, target.DefaultMaxTokens));
        }

        if (outline.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        json.WriteCopyIfThere("temperature"u8, inference["temperature"u8]);
        json.WriteCopyIfThere("top_p"u8, inference["topP"u8]);
        if (inference["stopSequences"u8].Elements.Following.Exists)
        {
            json.WriteCopy("stop_sequences"u8, inference["stopSequences"u8]);
        }

        WriteTools(request["toolConfig"u8], more);
        WriteSystem(request["system"u8]);
        WriteMessages(request["messages"u8]);
        WriteOutputConfig(request["outputConfig"u8], more["output_config"u8]);
        WriteModelFields(more, inference);
        json.WriteEndObject();
        return _fault;
    }

    // The first refusal is the one told. Writing goes on in valid form, which keeps the code that finds the next blocks simple.
    private void Refuse(string message, string path) => _fault ??= new WireFault(message, path);

    private void RefuseOrRecordOthers(BodyNode request)
    {
        foreach (var member in request.Members)
        {
            if (!member.Value.Exists || IsTranslated(member))
            {
                continue;
            }

            if (member.Is("guardrailConfig"u8))
            {
                Refuse(
                    "A guardrail cannot be applied here: the model that serves this request is not reached through Converse. Remove "
                    + "guardrailConfig, or ask for a model on Bedrock.",
                    "guardrailConfig");
            }
            else if (member.Is("promptVariables"u8))
            {
                Refuse("Prompt variables need a prompt of Bedrock's own. Send the finished messages.", "promptVariables");
            }
            else if (!IsDefaultTier(member) && !AsksForStopSequenceOnly(member))
            {
                losses.Add("-" + MemberNames.Printable(member));
            }
        }
    }

    private static bool IsTranslated(BodyMember member) =>
        member.Is("messages"u8) || member.Is("system"u8) || member.Is("inferenceConfig"u8) || member.Is("toolConfig"u8)
        || member.Is("outputConfig"u8) || member.Is("additionalModelRequestFields"u8);

    private static bool IsDefaultTier(BodyMember member) => member.Is("serviceTier"u8) && member.Value["type"u8].Is("default"u8);

    // The sequence that was met is told in every answer, asked for or not.
    private static bool AsksForStopSequenceOnly(BodyMember member)
    {
        if (!member.Is("additionalModelResponseFieldPaths"u8))
        {
            return false;
        }

        foreach (var path in member.Value.Elements)
        {
            if (!path.Is("/stop_sequence"u8))
            {
                return false;
            }
        }

        return true;
    }

    private void WriteOutputConfig(BodyNode config, BodyNode more)
    {
        var effort = config["effort"u8];
        var structure = config["textFormat"u8]["structure"u8]["jsonSchema"u8];
        if (!config.Exists && !more.IsObject)
        {
            return;
        }

        json.WriteStartObject("output_config"u8);
        json.WriteCopyIfThere("effort"u8, effort);
        if (config["textFormat"u8].Exists)
        {
            WriteFormat(structure);
        }

        foreach (var member in more.Members)
        {
            if ((member.Is("effort"u8) && effort.Exists) || (member.Is("format"u8) && config["textFormat"u8].Exists))
            {
                losses.Add("-additionalModelRequestFields.output_config." + MemberNames.Printable(member));
            }
            else
            {
                json.WriteCopy(member);
            }
        }

        json.WriteEndObject();
    }

    private void WriteFormat(BodyNode structure)
    {
        const string Path = "outputConfig.textFormat.structure.jsonSchema.schema";
        var schema = Encoding.UTF8.GetBytes(structure["schema"u8].Text ?? "");
        if (!IsJsonObject(schema))
        {
            Refuse("Give the schema as a JSON object inside a string.", Path);
            return;
        }

        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WritePropertyName("schema"u8);
        json.WriteRawValue(schema, skipInputValidation: true);
        json.WriteEndObject();
        RecordIfThere(structure["name"u8], "-jsonSchema.name");
        RecordIfThere(structure["description"u8], "-jsonSchema.description");
    }

    private static bool IsJsonObject(ReadOnlySpan<byte> schema)
    {
        using var tree = new BodyTree();
        try
        {
            return tree.Read(schema).IsObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The service merges these into the model's own body. What the request says in Converse's words stands against them.
    private void WriteModelFields(BodyNode more, BodyNode inference)
    {
        foreach (var member in more.Members)
        {
            if (IsWrittenElsewhere(member))
            {
                continue;
            }

            if (IsOurs(member) || (member.Is("temperature"u8) && inference["temperature"u8].Exists)
                || (member.Is("top_p"u8) && inference["topP"u8].Exists)
                || (member.Is("stop_sequences"u8) && inference["stopSequences"u8].Elements.Following.Exists))
            {
                losses.Add("-additionalModelRequestFields." + MemberNames.Printable(member));
            }
            else
            {
                json.WriteCopy(member);
            }
        }
    }

    private static bool IsWrittenElsewhere(BodyMember member) =>
        member.Is("anthropic_beta"u8) || member.Is("anthropic_version"u8) || member.Is("output_config"u8) || member.Is("tool_choice"u8)
        || member.Is("tools"u8);

    private static bool IsOurs(BodyMember member) =>
        member.Is("model"u8) || member.Is("stream"u8) || member.Is("messages"u8) || member.Is("system"u8) || member.Is("max_tokens"u8);

    private void RecordIfThere(BodyNode value, string loss)
    {
        if (value.Exists)
        {
            losses.Add(loss);
        }
    }
}
