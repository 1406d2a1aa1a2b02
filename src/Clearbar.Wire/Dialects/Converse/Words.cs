namespace Clearbar.Wire.Dialects.Converse;

/// <summary>Member and event names of Converse (AWS service model, bedrock-runtime 2026-07-31) that are read in several places.</summary>
internal static class Words
{
    public static ReadOnlySpan<byte> Text => "text"u8;

    public static ReadOnlySpan<byte> Type => "type"u8;

    public static ReadOnlySpan<byte> Role => "role"u8;

    public static ReadOnlySpan<byte> Name => "name"u8;

    public static ReadOnlySpan<byte> Input => "input"u8;

    public static ReadOnlySpan<byte> Source => "source"u8;

    public static ReadOnlySpan<byte> Content => "content"u8;

    public static ReadOnlySpan<byte> ToolUse => "toolUse"u8;

    public static ReadOnlySpan<byte> ToolUseId => "toolUseId"u8;

    public static ReadOnlySpan<byte> ToolResult => "toolResult"u8;

    public static ReadOnlySpan<byte> CachePoint => "cachePoint"u8;

    public static ReadOnlySpan<byte> ReasoningContent => "reasoningContent"u8;

    public static ReadOnlySpan<byte> Usage => "usage"u8;

    public static ReadOnlySpan<byte> StopReason => "stopReason"u8;

    public static ReadOnlySpan<byte> ServiceTier => "serviceTier"u8;

    public static ReadOnlySpan<byte> MessageStart => "messageStart"u8;

    public static ReadOnlySpan<byte> ContentBlockIndex => "contentBlockIndex"u8;

    public static ReadOnlySpan<byte> ContentBlockStart => "contentBlockStart"u8;

    public static ReadOnlySpan<byte> ContentBlockDelta => "contentBlockDelta"u8;

    public static ReadOnlySpan<byte> ContentBlockStop => "contentBlockStop"u8;

    public static ReadOnlySpan<byte> MessageStop => "messageStop"u8;

    public static ReadOnlySpan<byte> Metadata => "metadata"u8;
}
