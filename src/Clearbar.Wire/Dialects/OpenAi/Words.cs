namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>Member names and values of Chat Completions (openai-node types, 2026) that are read in several places.</summary>
internal static class Words
{
    public static ReadOnlySpan<byte> Type => "type"u8;

    public static ReadOnlySpan<byte> Text => "text"u8;

    public static ReadOnlySpan<byte> Role => "role"u8;

    public static ReadOnlySpan<byte> Content => "content"u8;

    public static ReadOnlySpan<byte> Refusal => "refusal"u8;

    public static ReadOnlySpan<byte> ToolCalls => "tool_calls"u8;

    public static ReadOnlySpan<byte> ToolCallId => "tool_call_id"u8;

    public static ReadOnlySpan<byte> Function => "function"u8;

    public static ReadOnlySpan<byte> Name => "name"u8;

    public static ReadOnlySpan<byte> Arguments => "arguments"u8;

    public static ReadOnlySpan<byte> Id => "id"u8;

    public static ReadOnlySpan<byte> Index => "index"u8;

    public static ReadOnlySpan<byte> Model => "model"u8;

    public static ReadOnlySpan<byte> Choices => "choices"u8;

    public static ReadOnlySpan<byte> Usage => "usage"u8;

    public static ReadOnlySpan<byte> Error => "error"u8;

    public static ReadOnlySpan<byte> Message => "message"u8;

    /// <summary>Data of the event that ends every stream; the only one that is no JSON.</summary>
    public static ReadOnlySpan<byte> Done => "[DONE]"u8;
}
