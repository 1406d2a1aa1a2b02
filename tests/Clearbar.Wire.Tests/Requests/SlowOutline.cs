using System.Text;
using System.Text.Json;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Wire.Tests.Requests;

/// <summary>
/// The outline of a valid request worked out slowly from a parsed tree, by rules written a second time: what the scanner says must be the same.
/// </summary>
internal sealed class SlowOutline
{
    private string? _lastRole;
    private readonly Dialect _dialect;

    public SlowOutline(Dialect dialect, JsonElement body)
    {
        _dialect = dialect;
        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            AddMessage(message);
        }

        if (dialect == Dialect.Anthropic)
        {
            AddAnthropic(body);
        }
        else
        {
            AddConverse(body);
        }
    }

    public int MessageCount { get; private set; }

    public int ToolCount { get; private set; }

    public int ImageCount { get; private set; }

    public int DocumentCount { get; private set; }

    public int CacheMarkerCount { get; private set; }

    public bool AsksForThinking { get; private set; }

    public int? MaxTokens { get; private set; }

    public ulong SystemFingerprint { get; private set; }

    public ulong ToolsFingerprint { get; private set; }

    public ulong SchemaFingerprint { get; private set; }

    public int TextBytes { get; private set; }

    public string? LastUserText { get; private set; }

    public List<string> ToolResultIds { get; private set; } = [];

    public List<string> ThinkingBlocks { get; } = [];

    private void AddMessage(JsonElement message)
    {
        MessageCount++;
        var content = message.GetProperty("content");
        var texts = new List<string>();
        var ids = new List<string>();
        if (content.ValueKind == JsonValueKind.String)
        {
            Read(content);
            texts.Add(content.GetString()!);
        }
        else
        {
            foreach (var block in content.EnumerateArray())
            {
                AddBlock(block);
                var (kind, value) = KindOf(block);
                switch (kind)
                {
                    case "text":
                        texts.Add(value.GetString()!);
                        break;
                    case "tool_result":
                        ids.Add(block.Text("tool_use_id"));
                        break;
                    case "toolResult":
                        ids.Add(value.Text("toolUseId"));
                        break;
                    case "thinking" or "redacted_thinking" or "reasoningContent":
                        ThinkingBlocks.Add(block.GetRawText());
                        break;
                    default:
                        break;
                }
            }
        }

        var role = message.Text("role");
        LastUserText = role == "user" ? texts.Count == 0 ? null : string.Join('\n', texts) : LastUserText;
        ToolResultIds = role == "system" ? ToolResultIds : role == "user" && _lastRole == "user" ? [.. ToolResultIds, .. ids] : ids;
        _lastRole = role == "system" ? _lastRole : role;
    }

    private (string Kind, JsonElement Value) KindOf(JsonElement block)
    {
        if (_dialect == Dialect.Converse)
        {
            var member = block.EnumerateObject().Single();
            return (member.Name, member.Value);
        }

        var kind = block.Text("type");
        return (kind, kind == "text" ? block.GetProperty("text") : default);
    }

    private void AddBlock(JsonElement block)
    {
        if (_dialect == Dialect.Converse)
        {
            var (kind, value) = KindOf(block);
            AddConverseBlock(kind, value);
            return;
        }

        ImageCount += Is(block, "type", "image") ? 1 : 0;
        DocumentCount += Is(block, "type", "document") ? 1 : 0;
        AddMarker(block);
        foreach (var member in block.EnumerateObject())
        {
            switch (member.Name)
            {
                case "text" or "thinking" or "name" or "title" or "context":
                    Read(member.Value);
                    break;
                case "input":
                    TextBytes += Length(member.Value);
                    break;
                case "content":
                    AddNested(member.Value);
                    break;
                case "source" when member.Value.ValueKind == JsonValueKind.Object:
                    if (Is(member.Value, "type", "text"))
                    {
                        Read(member.Value.GetProperty("data"));
                    }

                    if (member.Value.TryGetProperty("content", out var inner))
                    {
                        AddNested(inner);
                    }

                    break;
                case "source":
                    Read(member.Value);
                    break;
                default:
                    break;
            }
        }
    }

    private void AddNested(JsonElement content)
    {
        Read(content);
        if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var block in content.EnumerateArray())
            {
                AddBlock(block);
            }
        }
    }

    private void AddConverseBlock(string kind, JsonElement value)
    {
        switch (kind)
        {
            case "text":
                Read(value);
                break;
            case "json":
                TextBytes += Length(value);
                break;
            case "image":
                ImageCount++;
                break;
            case "cachePoint":
                CacheMarkerCount++;
                break;
            case "document":
                DocumentCount++;
                Read(value.GetProperty("name"));
                Read(value.GetProperty("context"));
                AddSource(value.GetProperty("source"));
                break;
            case "toolUse":
                Read(value.GetProperty("name"));
                TextBytes += Length(value.GetProperty("input"));
                break;
            case "guardContent":
                Read(value.GetProperty("text").GetProperty("text"));
                break;
            case "reasoningContent" when value.TryGetProperty("reasoningText", out var reasoning):
                Read(reasoning.GetProperty("text"));
                break;
            case "searchResult":
                Read(value.GetProperty("source"));
                Read(value.GetProperty("title"));
                AddNested(value.GetProperty("content"));
                break;
            case "toolResult" or "citationsContent":
                AddNested(value.GetProperty("content"));
                break;
            default:
                break;
        }
    }

    private void AddSource(JsonElement source)
    {
        if (source.TryGetProperty("text", out var text))
        {
            Read(text);
        }

        if (source.TryGetProperty("content", out var content))
        {
            AddNested(content);
        }
    }

    private void AddAnthropic(JsonElement body)
    {
        MaxTokens = body.GetProperty("max_tokens").GetInt32();
        AddMarker(body);
        if (body.TryGetProperty("system", out var system) && system.ValueKind != JsonValueKind.Null)
        {
            AddNested(system);
            SystemFingerprint = Hash(system);
        }

        if (body.TryGetProperty("tools", out var tools) && tools.ValueKind != JsonValueKind.Null)
        {
            ToolCount = tools.GetArrayLength();
            ToolsFingerprint = Hash(tools);
            TextBytes += Length(tools);
            foreach (var tool in tools.EnumerateArray())
            {
                AddMarker(tool);
            }
        }

        AsksForThinking = body.TryGetProperty("thinking", out var thinking) && thinking.ValueKind == JsonValueKind.Object && !Is(thinking, "type", "disabled");
        AddSchema(Find(body, "output_config", "format", "schema"));
    }

    private void AddConverse(JsonElement body)
    {
        MaxTokens = Find(body, "inferenceConfig", "maxTokens") is { ValueKind: JsonValueKind.Number } tokens ? tokens.GetInt32() : null;
        if (body.TryGetProperty("system", out var system) && system.ValueKind != JsonValueKind.Null)
        {
            AddNested(system);
            SystemFingerprint = Hash(system);
        }

        if (Find(body, "toolConfig", "tools") is { } tools)
        {
            var points = tools.EnumerateArray().Count(tool => tool.TryGetProperty("cachePoint", out _));
            CacheMarkerCount += points;
            ToolCount = tools.GetArrayLength() - points;
            ToolsFingerprint = Hash(tools);
            TextBytes += Length(tools);
        }

        AsksForThinking = Find(body, "additionalModelRequestFields", "thinking", "type") is { ValueKind: JsonValueKind.String } type && type.GetString() != "disabled";
        AddSchema(Find(body, "outputConfig", "textFormat", "structure", "jsonSchema", "schema"));
    }

    private void AddSchema(JsonElement? schema)
    {
        if (schema is { ValueKind: not JsonValueKind.Null } value)
        {
            SchemaFingerprint = Hash(value);
            TextBytes += Length(value);
        }
    }

    private void AddMarker(JsonElement holder) =>
        CacheMarkerCount += holder.TryGetProperty("cache_control", out var marker) && marker.ValueKind != JsonValueKind.Null ? 1 : 0;

    private void Read(JsonElement value) => TextBytes += value.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetByteCount(value.GetString()!) : 0;

    private static int Length(JsonElement value) => Encoding.UTF8.GetByteCount(value.GetRawText());

    private static ulong Hash(JsonElement value) => XxHash64.Compute(Encoding.UTF8.GetBytes(value.GetRawText()));

    private static bool Is(JsonElement holder, string name, string text) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() == text;

    private static JsonElement? Find(JsonElement from, params string[] path)
    {
        foreach (var name in path)
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out from))
            {
                return null;
            }
        }

        return from;
    }
}
