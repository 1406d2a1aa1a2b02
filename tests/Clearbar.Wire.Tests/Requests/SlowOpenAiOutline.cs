using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Wire.Tests.Requests;

/// <summary>The outline of a valid Chat Completions request worked out slowly from a parsed tree, by rules written a second time.</summary>
internal sealed class SlowOpenAiOutline
{
    public SlowOpenAiOutline(JsonElement body)
    {
        var leading = true;
        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            MessageCount++;
            var role = message.Text("role");
            var isSystem = role is "system" or "developer";
            leading &= isSystem;
            AddMessage(message, role, leading);
            ToolResultIds = role == "tool" ? [.. ToolResultIds, message.Text("tool_call_id")] : isSystem ? ToolResultIds : [];
        }

        MaxTokens = Number(body, "max_completion_tokens") ?? Number(body, "max_tokens");
        WantsStreamUsage = Get(Get(body, "stream_options"), "include_usage") is { ValueKind: JsonValueKind.True };
        AsksForThinking = Get(body, "reasoning_effort") is { ValueKind: JsonValueKind.String } effort && effort.GetString() != "none";
        if (Get(body, "tools") is { ValueKind: JsonValueKind.Array } tools)
        {
            ToolCount = tools.GetArrayLength();
            ToolsFingerprint = Hash(tools);
            TextBytes += Bytes(tools).Length;
        }

        if (Get(Get(Get(body, "response_format"), "json_schema"), "schema") is { ValueKind: not JsonValueKind.Null } schema)
        {
            SchemaFingerprint = Hash(schema);
            TextBytes += Bytes(schema).Length;
        }
    }

    public int MessageCount { get; }

    public int ToolCount { get; }

    public int ImageCount { get; private set; }

    public int DocumentCount { get; private set; }

    public bool AsksForThinking { get; }

    public bool WantsStreamUsage { get; }

    public int? MaxTokens { get; }

    public ulong SystemFingerprint { get; private set; }

    public ulong ToolsFingerprint { get; }

    public ulong SchemaFingerprint { get; }

    public int TextBytes { get; private set; }

    public string? LastUserText { get; private set; }

    public List<string> ToolResultIds { get; private set; } = [];

    private void AddMessage(JsonElement message, string role, bool isLeadingSystem)
    {
        var texts = new List<string>();
        var content = message.GetProperty("content");
        if (content.ValueKind == JsonValueKind.String)
        {
            texts.Add(Read(content));
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                AddPart(part, texts);
            }
        }

        Read(Get(message, "refusal"));
        if (Get(message, "tool_calls") is { } calls)
        {
            foreach (var call in calls.EnumerateArray())
            {
                Read(call.GetProperty("function").GetProperty("name"));
                Read(call.GetProperty("function").GetProperty("arguments"));
            }
        }

        if (role == "user")
        {
            LastUserText = texts.Count == 0 ? null : string.Join('\n', texts);
        }

        if (isLeadingSystem)
        {
            var pair = new byte[16];
            BinaryPrimitives.WriteUInt64LittleEndian(pair, SystemFingerprint);
            BinaryPrimitives.WriteUInt64LittleEndian(pair.AsSpan(8), Hash(content));
            SystemFingerprint = SystemFingerprint == 0 ? Hash(content) : XxHash64.Compute(pair);
        }
    }

    private void AddPart(JsonElement part, List<string> texts)
    {
        switch (part.Text("type"))
        {
            case "text":
                texts.Add(Read(part.GetProperty("text")));
                break;
            case "refusal":
                Read(part.GetProperty("refusal"));
                break;
            case "image_url":
                ImageCount++;
                break;
            case "file":
                DocumentCount++;
                Read(part.GetProperty("file").GetProperty("filename"));
                break;
            default:
                break;
        }
    }

    private string Read(JsonElement? value)
    {
        var text = value is { ValueKind: JsonValueKind.String } found ? found.GetString()! : "";
        TextBytes += Encoding.UTF8.GetByteCount(text);
        return text;
    }

    private static int? Number(JsonElement body, string name) => Get(body, name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

    private static JsonElement? Get(JsonElement? holder, string name) =>
        holder is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static byte[] Bytes(JsonElement value) => Encoding.UTF8.GetBytes(value.GetRawText());

    private static ulong Hash(JsonElement value) => XxHash64.Compute(Bytes(value));
}
