namespace Clearbar.Wire.Crossings;

/// <summary>
/// Reads the beta flags that Bedrock's dialects carry in the body, where the Messages dialect has a header. No crossing carries them: the
/// gateway knows which of them the target takes, and sets the header (or, towards Bedrock, the body's member) itself.
/// <code>
/// InvokeModel: { "anthropic_beta": flags, *other }
/// Converse:    { "additionalModelRequestFields": { "anthropic_beta": flags, *other }, *other }
/// flags        = [ *string ] / string                 ; a string may hold several, with commas between them
/// </code>
/// Source: Amazon Bedrock user guide, Anthropic Claude Messages API, 2026.
/// </summary>
public static class BetaFlags
{
    /// <summary>The flags in the order they stand; none for a dialect that carries them in a header, or for anything but strings.</summary>
    /// <param name="outline">The outline of this very body.</param>
    /// <param name="body">The client's body.</param>
    public static IReadOnlyList<string> Of(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(outline);
        var isConverse = outline.Dialect == Dialect.Converse;
        if ((!isConverse && outline.Dialect != Dialect.Invoke)
            || !outline.TryGetMember(isConverse ? "additionalModelRequestFields" : "anthropic_beta", out var member))
        {
            return [];
        }

        using var tree = new BodyTree();
        var value = tree.Read(member.Value.Of(body));
        return ReadFlags(isConverse ? value["anthropic_beta"u8] : value);
    }

    private static List<string> ReadFlags(BodyNode value)
    {
        var flags = new List<string>();
        if (value.Text is { } joined)
        {
            flags.AddRange(joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        foreach (var element in value.Elements)
        {
            if (element.Text is { Length: > 0 } flag)
            {
                flags.Add(flag);
            }
        }

        return flags;
    }
}
