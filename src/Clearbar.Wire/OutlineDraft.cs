using System.Numerics;
using System.Text;
using Clearbar.Wire.Fingerprints;
using Clearbar.Wire.Json;

namespace Clearbar.Wire;

/// <summary>What a scanner has learned of a request so far, in any dialect. Turned into a <see cref="RequestOutline"/> once.</summary>
internal sealed class OutlineDraft
{
    /// <summary>Top-level members that are accepted: names are compared in pairs, and no dialect has even a quarter as many.</summary>
    public const int MaxMembers = 128;

    private readonly List<TopLevelMember> _members = new(12);
    private List<ByteRange>? _thinking;

    // Role may come after content, so what a message holds is collected first and swapped in when its role is known.
    private List<ByteRange> _texts = [];
    private List<ByteRange> _lastUserTexts = [];
    private ByteRange[]? _firstUserTexts;
    private List<ByteRange> _toolResultIds = [];
    private List<ByteRange> _lastToolResultIds = [];

    public string? Model { get; set; }

    public bool Stream { get; set; }

    public bool WantsStreamUsage { get; set; }

    public int? MaxTokens { get; set; }

    public int MessageCount { get; private set; }

    public int ToolCount { get; set; }

    public int ImageCount { get; set; }

    public int DocumentCount { get; set; }

    public int CacheMarkerCount { get; set; }

    public bool AsksForThinking { get; set; }

    public int TextBytes { get; private set; }

    public ulong SystemFingerprint { get; set; }

    public ulong ToolsFingerprint { get; set; }

    public ulong SchemaFingerprint { get; set; }

    /// <summary>Adds a top-level member; false when the name came before.</summary>
    public bool TryAddMember(TopLevelMember member)
    {
        foreach (var earlier in _members)
        {
            if (string.Equals(earlier.Name, member.Name, StringComparison.Ordinal))
            {
                return false;
            }
        }

        _members.Add(member);
        return true;
    }

    public bool HasRoomForMember => _members.Count < MaxMembers;

    /// <summary>A hash that is never the 0 that means absent.</summary>
    public static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        var hash = XxHash64.Compute(bytes);
        return hash == 0 ? 1 : hash;
    }

    public void StartMessage()
    {
        _texts.Clear();
        _toolResultIds.Clear();
        MessageCount++;
    }

    /// <summary>A system message in the middle of a conversation neither hides the user's text nor closes a tool loop.</summary>
    public void EndMessage(bool isUser, bool isSystem)
    {
        if (isUser)
        {
            _firstUserTexts ??= [.. _texts];
            (_texts, _lastUserTexts) = (_lastUserTexts, _texts);
        }

        if (!isSystem)
        {
            (_toolResultIds, _lastToolResultIds) = (_lastToolResultIds, _toolResultIds);
        }
    }

    /// <summary>
    /// Ends a message that is one tool result (OpenAI: role <c>tool</c>). A run of them answers one turn's calls together, so their ids add
    /// up; any message of another role starts anew through <see cref="EndMessage"/>.
    /// </summary>
    public void EndToolMessage() => _lastToolResultIds.AddRange(_toolResultIds);

    /// <summary>Counts a string (given without its quotes) that the model reads.</summary>
    public void CountText(ReadOnlySpan<byte> raw) => TextBytes += JsonText.MeasureUtf8(raw);

    /// <summary>Counts JSON that the model reads as it stands: tool definitions, tool inputs, schemas.</summary>
    public void CountJson(ByteRange json) => TextBytes += json.Length;

    /// <summary>Notes a text block of the message at hand itself, not of a tool result inside it.</summary>
    public void AddMessageText(ByteRange raw) => _texts.Add(raw);

    public void AddToolResult(ByteRange rawId) => _toolResultIds.Add(rawId);

    public void AddThinking(ByteRange element) => (_thinking ??= []).Add(element);

    public RequestOutline ToOutline(Dialect dialect, string model, bool stream, ReadOnlySpan<byte> body) => new()
    {
        Dialect = dialect,
        Model = model,
        Stream = stream,
        WantsStreamUsage = WantsStreamUsage,
        MaxTokens = MaxTokens,
        Members = _members,
        BodyLength = body.Length,
        MessageCount = MessageCount,
        ToolCount = ToolCount,
        ImageCount = ImageCount,
        DocumentCount = DocumentCount,
        CacheMarkerCount = CacheMarkerCount,
        InToolLoop = _lastToolResultIds.Count > 0,
        ToolResultIds = DecodeIds(body),
        ThinkingBlocks = _thinking is null ? [] : _thinking,
        AsksForThinking = AsksForThinking,
        SystemFingerprint = SystemFingerprint,
        ToolsFingerprint = ToolsFingerprint,
        SchemaFingerprint = SchemaFingerprint,
        ConversationFingerprint = HashFirstUserTexts(body),
        TextBytes = TextBytes,
        LastUserText = JoinLastUserTexts(body),
    };

    private string[] DecodeIds(ReadOnlySpan<byte> body)
    {
        if (_lastToolResultIds.Count == 0)
        {
            return [];
        }

        var ids = new string[_lastToolResultIds.Count];
        for (var index = 0; index < ids.Length; index++)
        {
            ids[index] = JsonText.Decode(_lastToolResultIds[index].Of(body));
        }

        return ids;
    }

    // The texts alone: markers and other members of the blocks may change from turn to turn.
    private ulong HashFirstUserTexts(ReadOnlySpan<byte> body)
    {
        var hash = 0UL;
        foreach (var text in _firstUserTexts ?? [])
        {
            hash = BitOperations.RotateLeft(hash, 17) ^ XxHash64.Compute(text.Of(body));
        }

        return hash;
    }

    private string? JoinLastUserTexts(ReadOnlySpan<byte> body)
    {
        if (_lastUserTexts.Count == 0)
        {
            return null;
        }

        if (_lastUserTexts.Count == 1)
        {
            return JsonText.Decode(_lastUserTexts[0].Of(body));
        }

        var joined = new StringBuilder();
        for (var index = 0; index < _lastUserTexts.Count; index++)
        {
            if (index > 0)
            {
                joined.Append('\n');
            }

            JsonText.AppendTo(joined, _lastUserTexts[index].Of(body));
        }

        return joined.ToString();
    }
}
