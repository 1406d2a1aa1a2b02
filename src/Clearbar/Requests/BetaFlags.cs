using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// The beta flags of a request, wherever its dialect says them.
/// <code>
/// Messages:    header  anthropic-beta: flag *( "," flag )
/// InvokeModel: body    "anthropic_beta": [ flag, … ]
/// Converse:    body    "additionalModelRequestFields": { "anthropic_beta": [ flag, … ] }
/// </code>
/// </summary>
public static class BetaFlags
{
    private const string Member = "anthropic_beta";
    private const string ConverseMember = "additionalModelRequestFields";

    /// <summary>
    /// Longest thing that is taken for a flag; what is longer or has other characters is passed on and never remembered or repeated.
    /// </summary>
    private const int MaxLength = 64;

    /// <summary>The flags the client sent, each once; empty when it sent none.</summary>
    public static IReadOnlyList<string> Of(Exchange exchange)
    {
        return DialectHeaders.BetasOf(exchange) is { } joined ? Split(joined) : [];
    }

    /// <summary>The value of <c>anthropic-beta</c> without the flags left out; null when none remains.</summary>
    public static string? Without(string? header, IReadOnlyCollection<string> left)
    {
        if (header is null || left.Count == 0)
        {
            return header;
        }

        var kept = new List<string>();
        foreach (var flag in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!left.Contains(flag))
            {
                kept.Add(flag);
            }
        }

        return kept.Count == 0 ? null : string.Join(',', kept);
    }

    /// <summary>
    /// Adds the edits that take the flags out of the request: labels only where the header says them, the body's member where that does.
    /// </summary>
    public static void AddEdits(Rendition rendition, IReadOnlyCollection<string> left, List<RequestEdit> edits)
    {
        var outline = rendition.Outline;
        if (outline.Dialect is Dialect.Invoke or Dialect.Converse
            && outline.TryGetMember(outline.Dialect == Dialect.Invoke ? Member : ConverseMember, out var member))
        {
            // The plan may have set the member already (thinking, in Converse): then its value is what the flags are taken from.
            var set = edits.FindIndex(edit => edit is RequestEdit.Set known && known.Name == member.Name);
            var node = set >= 0 ? JsonNode.Parse(((RequestEdit.Set)edits[set]).ValueJson) : JsonNode.Parse(member.Value.Of(rendition.Body.Span));
            var edit = EditOf(member.Name, node, left);
            if (set >= 0)
            {
                edits[set] = edit;
            }
            else
            {
                edits.Add(edit);
            }
        }

        foreach (var flag in left)
        {
            edits.Add(new RequestEdit.Omit("anthropic-beta:" + flag));
        }
    }

    private static RequestEdit EditOf(string name, JsonNode? node, IReadOnlyCollection<string> left)
    {
        var flags = (name == Member ? node : (node as JsonObject)?[Member]) as JsonArray ?? [];
        for (var i = flags.Count - 1; i >= 0; i--)
        {
            if (flags[i] is JsonValue value && value.TryGetValue<string>(out var flag) && left.Contains(flag))
            {
                flags.RemoveAt(i);
            }
        }

        if (flags.Count == 0 && name == Member)
        {
            return new RequestEdit.Remove(name);
        }

        if (flags.Count == 0)
        {
            (node as JsonObject)?.Remove(Member);
        }

        return new RequestEdit.Set(name, node!.ToJsonString(JsonSerializerOptions.Default));
    }

    private static List<string> Split(string header)
    {
        var flags = new List<string>();
        foreach (var flag in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IsFlag(flag) && !flags.Contains(flag))
            {
                flags.Add(flag);
            }
        }

        return flags;
    }

    private static bool IsFlag(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
}
