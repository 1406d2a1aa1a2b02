namespace Clearbar.Wire;

/// <summary>A member of the body's top-level object. <paramref name="Member"/> spans name and value, <paramref name="Value"/> the value alone.</summary>
public readonly record struct TopLevelMember(string Name, ByteRange Member, ByteRange Value);

/// <summary>
/// What one pass over a request body tells: enough to classify, plan, reserve and edit it. Offsets point into the body,
/// which stays as it came; members this type does not know survive because nothing is re-serialised.
/// </summary>
public sealed class RequestOutline
{
    public required Dialect Dialect { get; init; }

    /// <summary>The model as the client named it: from the body (Anthropic) or the path (Converse), unescaped once.</summary>
    public required string Model { get; init; }

    /// <summary>The client asked for a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The client wants counts at the end of its stream (OpenAI: <c>stream_options.include_usage</c>); other dialects always give them.</summary>
    public bool WantsStreamUsage { get; init; }

    /// <summary>The client's output limit in tokens; null where the dialect lets it be absent.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Every member of the top-level object in order; names are unique (a duplicate is a fault).</summary>
    public required IReadOnlyList<TopLevelMember> Members { get; init; }

    /// <summary>Length of the body in bytes.</summary>
    public int BodyLength { get; init; }

    public int MessageCount { get; init; }

    public int ToolCount { get; init; }

    public int ImageCount { get; init; }

    public int DocumentCount { get; init; }

    /// <summary>Cache markers the client set (<c>cache_control</c> or <c>cachePoint</c>), a top-level automatic one included.</summary>
    public int CacheMarkerCount { get; init; }

    /// <summary>The last message carries a tool result: the model must not change inside this loop (invariant I8).</summary>
    public bool InToolLoop { get; init; }

    /// <summary>Ids of the tool results in the last message: they tell which earlier answer this continues.</summary>
    public IReadOnlyList<string> ToolResultIds { get; init; } = [];

    /// <summary>Thinking blocks in earlier turns, in body order: removed before another model sees them (invariant I8).</summary>
    public IReadOnlyList<ByteRange> ThinkingBlocks { get; init; } = [];

    /// <summary>The client itself asked for thinking.</summary>
    public bool AsksForThinking { get; init; }

    /// <summary>Hash of the system prompt's bytes (0 when absent). Stable across processes and machines.</summary>
    public ulong SystemFingerprint { get; init; }

    /// <summary>Hash of the tool definitions' bytes (0 when absent).</summary>
    public ulong ToolsFingerprint { get; init; }

    /// <summary>Hash of the output schema's bytes (0 when absent).</summary>
    public ulong SchemaFingerprint { get; init; }

    /// <summary>
    /// Hash of the first user message's texts (0 where it has none): the same in every turn of a conversation, whatever is appended and wherever its
    /// cache markers move.
    /// </summary>
    public ulong ConversationFingerprint { get; init; }

    /// <summary>Length in bytes of all text the model will read; the token estimate before a call starts from it.</summary>
    public int TextBytes { get; init; }

    /// <summary>The text of the last user message, unescaped; blocks joined with a newline. Null when it has no text.</summary>
    public string? LastUserText { get; init; }

    /// <summary>Finds a top-level member by name.</summary>
    public bool TryGetMember(string name, out TopLevelMember member)
    {
        foreach (var candidate in Members)
        {
            if (string.Equals(candidate.Name, name, StringComparison.Ordinal))
            {
                member = candidate;
                return true;
            }
        }

        member = default;
        return false;
    }
}
