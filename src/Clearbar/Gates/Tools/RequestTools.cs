using System.Text.Json;
using System.Text.Unicode;
using Clearbar.Gates.Schemas;
using Clearbar.Wire;

namespace Clearbar.Gates.Tools;

/// <summary>The tools one request defines: their names and compiled input schemas. Immutable, shared by requests with the same tools.</summary>
/// <remarks>
/// Where they stand: Anthropic <c>tools[].{name, input_schema}</c>; Converse <c>toolConfig.tools[].toolSpec.{name, inputSchema.json}</c> (AWS
/// service model, bedrock-runtime); OpenAI <c>tools[].function.{name, parameters}</c>. A tool without a schema (a server tool, a system tool)
/// is known by its name alone.
/// </remarks>
public sealed class RequestTools
{
    private readonly Dictionary<string, Tool> _tools;

    private RequestTools(Dictionary<string, Tool> tools, bool isReadable)
    {
        _tools = tools;
        IsReadable = isReadable;
    }

    /// <summary>No tools at all.</summary>
    public static RequestTools None { get; } = new([], isReadable: true);

    /// <summary>False when the list cannot be read as strict JSON: nobody can say what it defines.</summary>
    public bool IsReadable { get; }

    public bool Defines(string name) => _tools.ContainsKey(name);

    /// <summary>
    /// Judges a call's input. Unsure where the tool's schema asserts what <see cref="CompiledSchema"/> does not know: passing it would claim a check
    /// that was not made.
    /// </summary>
    /// <param name="reason">Place and keyword of the first failure; never text of the answer.</param>
    public GateOutcome Validate(string name, JsonElement input, out string reason)
    {
        reason = "";
        if (!_tools.TryGetValue(name, out var tool))
        {
            reason = "tool not defined";
            return GateOutcome.Fail;
        }

        if (tool.Schema is not null)
        {
            return tool.Schema.Validate(input, out reason);
        }

        reason = tool.HasSchema ? "schema not understood" : "";
        return tool.HasSchema ? GateOutcome.Unsure : GateOutcome.Pass;
    }

    internal static RequestTools Read(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        if (!outline.TryGetMember(outline.Dialect == Dialect.Converse ? "toolConfig" : "tools", out var member))
        {
            return None;
        }

        var value = member.Value.Of(body);
        if (!Utf8.IsValid(value) || !StrictJson.IsValid(value))
        {
            return new RequestTools([], isReadable: false);
        }

        var reader = new Utf8JsonReader(value);
        using var json = JsonDocument.ParseValue(ref reader);
        var list = outline.Dialect == Dialect.Converse ? Member(json.RootElement, "tools") : json.RootElement;
        var tools = new Dictionary<string, Tool>(StringComparer.Ordinal);
        if (list is { ValueKind: JsonValueKind.Array } items)
        {
            foreach (var item in items.EnumerateArray())
            {
                Add(tools, item, outline.Dialect);
            }
        }

        return new RequestTools(tools, isReadable: true);
    }

    private static void Add(Dictionary<string, Tool> tools, JsonElement item, Dialect dialect)
    {
        var (holder, schema) = dialect switch
        {
            Dialect.Converse => Member(item, "toolSpec") is { } spec
                ? (spec, Member(spec, "inputSchema") is { } input ? Member(input, "json") : null)
                : (Member(item, "systemTool") ?? item, null),
            Dialect.OpenAi => Member(item, "function") is { } function
                ? (function, Member(function, "parameters"))
                : (Member(item, "custom") ?? item, null),
            _ => (item, Member(item, "input_schema")),
        };
        if (Member(holder, "name") is not { ValueKind: JsonValueKind.String } name)
        {
            return;
        }

        CompiledSchema? compiled = null;
        if (schema is { } element)
        {
            CompiledSchema.TryCompile(element, out compiled, out _);
        }

        tools[name.GetString()!] = new Tool(schema is not null, compiled);
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private readonly record struct Tool(bool HasSchema, CompiledSchema? Schema);
}
