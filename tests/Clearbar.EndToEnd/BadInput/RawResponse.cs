using System.Text.Json.Nodes;

namespace Clearbar.EndToEnd.BadInput;

/// <summary>A response as it stood on the wire.</summary>
public sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonNode? Json => JsonNode.Parse(Body);
}
