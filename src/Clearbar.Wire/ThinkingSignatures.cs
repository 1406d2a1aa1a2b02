using System.Text;
using System.Text.Json;
using Clearbar.Wire.Fingerprints;
using Clearbar.Wire.Json;

namespace Clearbar.Wire;

/// <summary>What binds a thinking block to the model that wrote it, as a fingerprint that is the same however the string is escaped.</summary>
/// <remarks>
/// <code>
/// Messages: { "type": "thinking", "signature": string } / { "type": "redacted_thinking", "data": string }
/// Converse: { "reasoningContent": { "reasoningText": { "signature": string } } / { "redactedContent": string } }
/// </code>
/// Sources: Anthropic, "Extended thinking"; AWS service model, bedrock-runtime 2026-07-31, ReasoningContentBlock. A crossing copies the strings, so that
/// a block has the same fingerprint in every dialect.
/// </remarks>
public static class ThinkingSignatures
{
    /// <summary>The fingerprint of the block at <paramref name="block"/>, one of <see cref="RequestOutline.ThinkingBlocks"/>; null when it is not signed.</summary>
    public static ulong? Of(ReadOnlySpan<byte> block)
    {
        var reader = new Utf8JsonReader(block);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName
                && (reader.ValueTextEquals("signature"u8) || reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("redactedContent"u8))
                && reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
            {
                return Fingerprint(reader.ValueSpan);
            }
        }

        return null;
    }

    /// <summary>The fingerprint of a signature given as the inside of a JSON string.</summary>
    internal static ulong Fingerprint(ReadOnlySpan<byte> raw) =>
        XxHash64.Compute(raw.IndexOf((byte)'\\') < 0 ? raw : Encoding.UTF8.GetBytes(JsonText.Decode(raw)));
}
