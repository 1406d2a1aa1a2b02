namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>Member names and values of the Messages dialect (versions 2023-06-01 and 2026-10-21) that are read in several places.</summary>
internal static class Words
{
    public static ReadOnlySpan<byte> Type => "type"u8;

    public static ReadOnlySpan<byte> Text => "text"u8;

    public static ReadOnlySpan<byte> Thinking => "thinking"u8;

    public static ReadOnlySpan<byte> RedactedThinking => "redacted_thinking"u8;

    public static ReadOnlySpan<byte> ToolUse => "tool_use"u8;

    public static ReadOnlySpan<byte> ToolResult => "tool_result"u8;

    public static ReadOnlySpan<byte> Content => "content"u8;

    public static ReadOnlySpan<byte> Role => "role"u8;

    public static ReadOnlySpan<byte> Id => "id"u8;

    public static ReadOnlySpan<byte> Name => "name"u8;

    public static ReadOnlySpan<byte> Input => "input"u8;

    public static ReadOnlySpan<byte> Index => "index"u8;

    public static ReadOnlySpan<byte> Model => "model"u8;

    public static ReadOnlySpan<byte> Usage => "usage"u8;

    public static ReadOnlySpan<byte> Error => "error"u8;

    public static ReadOnlySpan<byte> Message => "message"u8;

    public static ReadOnlySpan<byte> Delta => "delta"u8;

    public static ReadOnlySpan<byte> StopReason => "stop_reason"u8;

    public static ReadOnlySpan<byte> CacheControl => "cache_control"u8;

    public static ReadOnlySpan<byte> MessageStart => "message_start"u8;

    public static ReadOnlySpan<byte> MessageDelta => "message_delta"u8;

    public static ReadOnlySpan<byte> MessageStop => "message_stop"u8;

    public static ReadOnlySpan<byte> ContentBlock => "content_block"u8;

    public static ReadOnlySpan<byte> ContentBlockStart => "content_block_start"u8;

    public static ReadOnlySpan<byte> ContentBlockDelta => "content_block_delta"u8;

    public static ReadOnlySpan<byte> ContentBlockStop => "content_block_stop"u8;
}
