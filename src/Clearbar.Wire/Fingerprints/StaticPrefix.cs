namespace Clearbar.Wire.Fingerprints;

/// <summary>
/// What requests of one kind have in common, free of the dialect they came in: the system prompt's text, the tools as a set, and the output
/// schema. The same content gives the same value through Messages, Converse, InvokeModel and Chat Completions.
/// </summary>
public sealed record StaticPrefix
{
    /// <summary>The system prompt unescaped, its blocks joined with a newline; empty when there is none.</summary>
    public string System { get; init; } = "";

    /// <summary>Names of the tools in ordinal order, each once.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Names and input schemas of the tools, whatever their order and wording; 0 when there are none.</summary>
    public ulong ToolsHash { get; init; }

    /// <summary>The output schema, whatever its wording; 0 when there is none.</summary>
    public ulong SchemaHash { get; init; }

    /// <summary>Names of the output schema's top-level properties in the order given.</summary>
    public IReadOnlyList<string> SchemaMembers { get; init; } = [];

    public bool IsEmpty => System.Length == 0 && ToolsHash == 0 && SchemaHash == 0;

    /// <summary>Reads it from the body that <paramref name="outline"/> was made of.</summary>
    public static StaticPrefix Read(RequestOutline outline, ReadOnlySpan<byte> body) => new StaticPrefixReader(outline, body).Read();
}
