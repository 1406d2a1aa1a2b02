using System.Text.Json;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Routing;

/// <summary>
/// Chooses <c>anthropic_version</c> of an InvokeModel body for the model it goes to. Bedrock takes <c>bedrock-2023-05-31</c> for every Claude
/// model, and <c>2026-10-21</c> only from Claude 4.7 on; older models may answer 400 to it (Anthropic API release notes, October 2026).
/// </summary>
public static class BedrockVersions
{
    /// <summary>The member of the body that carries the version.</summary>
    public const string Member = "anthropic_version";

    /// <summary>What every Claude model on Bedrock takes.</summary>
    public const string Default = "bedrock-2023-05-31";

    private const string Newer = "2026-10-21";
    private const decimal FirstGenerationOfNewer = 4.7m;

    /// <summary>The version to write in place of the body's own, which the target may refuse; null when that can stay.</summary>
    public static string? Replacement(RequestOutline outline, ReadOnlySpan<byte> body, Model target)
    {
        if (!outline.TryGetMember(Member, out var member))
        {
            return null;
        }

        var reader = new Utf8JsonReader(member.Value.Of(body));
        return reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(Newer) && target.Generation < FirstGenerationOfNewer
            ? Default
            : null;
    }
}
