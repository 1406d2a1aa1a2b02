using System.Text;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Caching;

/// <summary>
/// Finds the line that Claude Code from 2.1.36 on puts in front of the system prompt. Its <c>cch</c> value changes with every request, so no prefix
/// behind it is ever found in a cache again; Bedrock besides refuses the words as reserved (anthropics/claude-code issues 24168 and 68900, 2026).
/// <code>
/// line = "x-anthropic-billing-header: cc_version=" … "; cc_entrypoint=" … "; cch=" … ";"
/// </code>
/// </summary>
public static class BillingHeader
{
    private const string Label = "system:billing-header";

    private static ReadOnlySpan<byte> Prefix => "x-anthropic-billing-header:"u8;

    /// <summary>The edit that takes the line out: the first system block when it is all of it, the first line otherwise. Null without the line.</summary>
    public static RequestEdit? CutFrom(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        if (!outline.TryGetMember("system", out var system))
        {
            return null;
        }

        var value = system.Value.Of(body);
        // Most requests have no such line: a look at the first bytes spares them the parse.
        return value[..Math.Min(value.Length, 512)].IndexOf(Prefix) < 0
            ? null
            : value[0] == (byte)'"' ? FromText(system.Value, value) : FromBlocks(system.Value.Start, value);
    }

    private static RequestEdit? FromText(ByteRange range, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = reader.GetString()!;
        if (!StartsWithLine(text))
        {
            return null;
        }

        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return new RequestEdit.Replace("-" + Label, range, JsonSerializer.Serialize(end < 0 ? "" : text[(end + 1)..].TrimStart('\n')));
    }

    private static RequestEdit? FromBlocks(int offset, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var start = (int)reader.TokenStartIndex;
        var isLine = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = reader.ValueTextEquals("text"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String)
            {
                var text = reader.GetString()!;
                isLine = StartsWithLine(text) && !text.TrimEnd().Contains('\n', StringComparison.Ordinal);
            }

            reader.Skip();
        }

        return isLine ? new RequestEdit.Cut(Label, [new ByteRange(offset + start, (int)reader.BytesConsumed - start)]) : null;
    }

    private static bool StartsWithLine(string text) => text.StartsWith(Encoding.ASCII.GetString(Prefix), StringComparison.Ordinal);
}
