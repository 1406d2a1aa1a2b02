using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Fingerprints;

/// <summary>
/// Reads the static prefix out of a body that has been scanned before, so that it is known to be valid.
/// <code>
/// Messages, InvokeModel  system = string / [ *{text} ]    tools = [ *{name, [type], input_schema} ]   output_config.format.schema / output_format.schema
/// Converse               system = [ *{text} ]             toolConfig.tools = [ *{toolSpec: {name, inputSchema: {json}}} / {systemTool: {name}} ]
///                                                         outputConfig.textFormat.structure.jsonSchema.schema = JSON text in a string
/// Chat Completions       leading system and developer messages   tools = [ *{function: {name, parameters}} ]   response_format.json_schema.schema
/// </code>
/// (Anthropic API reference 2026; AWS service model, bedrock-runtime 2026-07-31; openai-node types 2026.)
/// </summary>
internal readonly ref struct StaticPrefixReader(RequestOutline outline, ReadOnlySpan<byte> body)
{
    private static readonly JsonNames s_text = new("text");
    private static readonly JsonNames s_message = new("role", "content");
    private static readonly JsonNames s_tool = new("name", "type", "input_schema");
    private static readonly JsonNames s_converseTool = new("toolSpec", "systemTool");
    private static readonly JsonNames s_toolSpec = new("name", "inputSchema");
    private static readonly JsonNames s_json = new("json");
    private static readonly JsonNames s_function = new("function");
    private static readonly JsonNames s_parameters = new("name", "parameters");
    private static readonly JsonNames s_tools = new("tools");
    private static readonly JsonNames s_properties = new("properties");
    private static readonly JsonNames s_format = new("format");
    private static readonly JsonNames s_schema = new("schema");
    private static readonly JsonNames s_textFormat = new("textFormat");
    private static readonly JsonNames s_structure = new("structure");
    private static readonly JsonNames s_jsonSchema = new("jsonSchema");
    private static readonly JsonNames s_openAiSchema = new("json_schema");

    private readonly ReadOnlySpan<byte> _body = body;

    public StaticPrefix Read()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var schema = Schema();
        return new StaticPrefix
        {
            System = outline.Dialect == Dialect.OpenAi ? LeadingMessages() : Text(Member("system")),
            ToolsHash = ReadTools(names),
            Tools = [.. names],
            SchemaHash = schema.IsEmpty ? 0 : JsonShape.HashOf(schema),
            SchemaMembers = MembersOf(schema),
        };
    }

    // A tool that is given twice counts once, and the order says nothing: clients build these lists from tables without one.
    private ulong ReadTools(SortedSet<string> names)
    {
        var tools = outline.Dialect == Dialect.Converse ? s_tools.Of(Member("toolConfig"))[0] : Member("tools");
        var distinct = new HashSet<ulong>();
        var sum = 0UL;
        foreach (var tool in tools.Elements())
        {
            var (name, type, schema) = Parts(tool);
            if (name.IsAbsent && type.IsAbsent)
            {
                continue;
            }

            names.Add(name.TextOrNull() ?? type.TextOrNull() ?? "");
            var hash = JsonShape.Mix(
                JsonShape.HashOf(name.Json) ^ (schema.IsAbsent ? 0 : JsonShape.Mix(JsonShape.HashOf(schema.Json)))
                ^ (IsOfClient(type) ? 0 : JsonShape.HashOf(type.Json) * 31));
            if (distinct.Add(hash))
            {
                sum += hash;
            }
        }

        return distinct.Count > 0 && sum == 0 ? 1 : sum;
    }

    private Tool Parts(JsonValue tool)
    {
        switch (outline.Dialect)
        {
            case Dialect.Converse:
                var kinds = s_converseTool.Of(tool);
                var spec = s_toolSpec.Of(kinds[0].IsAbsent ? kinds[1] : kinds[0]);
                return new Tool(spec[0], default, s_json.Of(spec[1])[0]);
            case Dialect.OpenAi:
                var function = s_parameters.Of(s_function.Of(tool)[0]);
                return new Tool(function[0], default, function[1]);
            default:
                var members = s_tool.Of(tool);
                return new Tool(members[0], members[1], members[2]);
        }
    }

    // "custom" is what a Messages tool is when it does not say (Anthropic API reference, "Tool use").
    private static bool IsOfClient(JsonValue type) => type.IsAbsent || type.Is("custom"u8);

    private ReadOnlySpan<byte> Schema()
    {
        switch (outline.Dialect)
        {
            case Dialect.Converse:
                var text = Inner(Inner(Inner(Inner(Member("outputConfig"), s_textFormat), s_structure), s_jsonSchema), s_schema);
                return text.IsString ? Encoding.UTF8.GetBytes(text.TextOrNull()!) : text.Json;
            case Dialect.OpenAi:
                return Inner(Inner(Member("response_format"), s_openAiSchema), s_schema).Json;
            default:
                var format = Inner(Member("output_config"), s_format);
                return Inner(format.IsAbsent ? Member("output_format") : format, s_schema).Json;
        }
    }

    private static JsonValue Inner(JsonValue value, JsonNames name) => name.Of(value)[0];

    private static List<string> MembersOf(ReadOnlySpan<byte> schema)
    {
        var names = new List<string>();
        try
        {
            if (!JsonValue.TryParseObject(schema, out var value))
            {
                return names;
            }

            var properties = Inner(value, s_properties);
            var cursor = new JsonCursor(properties.Json);
            if (properties.IsObject && cursor.Read())
            {
                while (cursor.NextMember())
                {
                    names.Add(JsonText.Decode(cursor.Raw));
                    cursor.SkipValue();
                }
            }
        }
        catch (JsonException)
        {
            // Converse carries the schema as text, and text may be anything: then it has no members, and the upstream says what is wrong with it.
        }

        return names;
    }

    // As the scanner has it: what follows the first message that is none of these belongs to the conversation.
    private string LeadingMessages()
    {
        var system = new StringBuilder();
        foreach (var message in Member("messages").Elements())
        {
            var members = s_message.Of(message);
            if (!members[0].Is("system"u8) && !members[0].Is("developer"u8))
            {
                break;
            }

            Append(system, members[1]);
        }

        return system.ToString();
    }

    private static string Text(JsonValue value)
    {
        if (value.IsString)
        {
            return JsonText.Decode(value.Raw);
        }

        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonValue value)
    {
        if (value.IsString)
        {
            AppendLine(text, value.Raw);
            return;
        }

        foreach (var block in value.Elements())
        {
            var raw = s_text.Of(block)[0].Raw;
            // Claude Code's first block names its build and a hash of the conversation; it is no part of the prompt's template.
            if (!raw.StartsWith("x-anthropic-billing-header:"u8))
            {
                AppendLine(text, raw);
            }
        }
    }

    private static void AppendLine(StringBuilder text, ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        if (text.Length > 0)
        {
            text.Append('\n');
        }

        JsonText.AppendTo(text, raw);
    }

    private JsonValue Member(string name) => outline.TryGetMember(name, out var member) && member.Value.Of(_body) is var json && !json.SequenceEqual("null"u8)
        ? new JsonValue(json)
        : default;

    private readonly ref struct Tool(JsonValue name, JsonValue type, JsonValue schema)
    {
        private readonly JsonValue _name = name;
        private readonly JsonValue _type = type;
        private readonly JsonValue _schema = schema;

        public void Deconstruct(out JsonValue name, out JsonValue type, out JsonValue schema)
        {
            name = _name;
            type = _type;
            schema = _schema;
        }
    }
}
