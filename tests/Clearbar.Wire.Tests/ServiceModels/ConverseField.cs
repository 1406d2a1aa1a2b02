using System.Text.Json.Nodes;
using Clearbar.Wire.Tests.Crossings.Bedrock;

namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>Finds out what becomes of one field of a Converse request on its way to the Messages dialect, by sending it there.</summary>
internal sealed class ConverseField(ServiceModel model, string shape, string path)
{
    private readonly string[] _steps = [.. path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.')];

    /// <summary>
    /// <c>crosses</c>, <c>crosses, changed: `loss`</c>, <c>not sent, told: `loss`</c>, <c>refused: `place`</c>; null when the field makes no
    /// difference and nobody is told.
    /// </summary>
    public string? Observe()
    {
        var first = Send(second: false, leaveOut: false);
        if (first.Refused is not null)
        {
            return $"refused: `{first.Refused}`";
        }

        var second = Send(second: true, leaveOut: false);
        var differs = first.Body != second.Body
            || (new ModelSample(model, second: false).IsOptional(shape, _steps) && Send(second: false, leaveOut: true).Body != first.Body);
        var told = string.Join("`, `", first.Losses.Union(second.Losses).Where(IsAboutField));
        return (differs, told) switch
        {
            (true, "") => "crosses",
            (true, _) => $"crosses, changed: `{told}`",
            (false, "") => null,
            _ => $"not sent, told: `{told}`",
        };
    }

    private (string Body, List<string> Losses, string? Refused) Send(bool second, bool leaveOut)
    {
        var request = new ModelSample(model, second).Build(shape, _steps, leaveOut).AsObject();
        request.Remove("modelId");
        Complete(request);
        var body = request.ToJsonString();
        var losses = new List<string>();
        if (!WireDialects.Of(Dialect.Converse).TryReadRequest(System.Text.Encoding.UTF8.GetBytes(body), "claude-opus-5", false, out _, out var unread))
        {
            return ("", losses, unread.Path ?? "the request");
        }

        var (written, fault) = Crossed.TryRequest(Dialect.Converse, Dialect.Anthropic, body, losses, stream: false);
        return (written, losses, fault is null ? null : fault.Path ?? "the request");
    }

    // A marker marks what stands before it, and thoughts, calls and citations are an assistant's.
    private static void Complete(JsonObject request)
    {
        request["messages"] ??= JsonNode.Parse("""[{"role":"user","content":[{"text":"hello"}]}]""");
        var message = request["messages"]![0]!.AsObject();
        var block = message["content"]?[0]?.AsObject();
        if (block is not null && (block.ContainsKey("toolUse") || block.ContainsKey("reasoningContent") || block.ContainsKey("citationsContent")))
        {
            message["role"] = "assistant";
        }

        CompleteBlock(block);
        if (block?.ContainsKey("cachePoint") == true)
        {
            message["content"]!.AsArray().Insert(0, JsonNode.Parse("""{"text":"before"}"""));
        }

        if (request["system"]?[0]?.AsObject().ContainsKey("cachePoint") == true)
        {
            request["system"]!.AsArray().Insert(0, JsonNode.Parse("""{"text":"before"}"""));
        }

        if (request["toolConfig"]?["tools"]?[0]?.AsObject().ContainsKey("cachePoint") == true)
        {
            request["toolConfig"]!["tools"]!.AsArray().Insert(0, JsonNode.Parse("""{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}"""));
        }
    }

    /// <summary>What is cited and where, and the signature of a thought: without them the block is refused for what the sample lacks.</summary>
    public static void CompleteBlock(JsonObject? block)
    {
        if (block?["reasoningContent"]?["reasoningText"] is JsonObject thought)
        {
            thought["signature"] ??= "EqQB";
        }

        if (block?["citationsContent"] is not JsonObject cited)
        {
            return;
        }

        cited["content"] ??= JsonNode.Parse("""[{"text":"said"}]""");
        if (cited["citations"]?[0] is JsonObject citation)
        {
            CompleteCitation(citation);
        }
    }

    /// <summary>What is quoted, and from where.</summary>
    public static void CompleteCitation(JsonObject citation)
    {
        citation["sourceContent"] ??= JsonNode.Parse("""[{"text":"quoted"}]""");
        citation["location"] ??= JsonNode.Parse("""{"documentPage":{"documentIndex":0,"start":1,"end":2}}""");
        if (citation["location"]!.AsObject().First() is { Key: not "web", Value: JsonObject place })
        {
            place[citation["location"]!["searchResultLocation"] is null ? "documentIndex" : "searchResultIndex"] ??= 0;
            place["start"] ??= 1;
            place["end"] ??= 2;
        }
    }

    // A loss names the member, perhaps with the one around it, and then the place.
    private bool IsAboutField(string loss) =>
        loss.Split('@')[0].TrimStart('-').Split('.').All(word => _steps.Contains(word, StringComparer.Ordinal));
}
