using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Keys;

/// <summary>
/// One issued key as the key file and the database keep it. The API key is there as a hash only; the signing secret is sealed, because verifying a
/// signature needs it.
/// </summary>
public sealed record StoredKey
{
    /// <summary>The name under which the ledger knows the key. Never given out twice, even after revocation.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>What the key is for, in the owner's words.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Who pays for it.</summary>
    [JsonPropertyName("team")]
    public string? Team { get; init; }

    /// <summary>Further labels.</summary>
    [JsonPropertyName("tags")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>What the key may do; null: everything.</summary>
    [JsonPropertyName("policy")]
    public JsonElement? Policy { get; init; }

    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the secrets were last replaced.</summary>
    [JsonPropertyName("rotatedAt")]
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Since when the key is refused; null while it is in force.</summary>
    [JsonPropertyName("revokedAt")]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>SHA-256 of the API key, 64 hex digits.</summary>
    [JsonPropertyName("sha256")]
    public required string Sha256 { get; init; }

    /// <summary>The public half of the pair for AWS SDKs: <c>CBAK</c> and 16 characters.</summary>
    [JsonPropertyName("accessKeyId")]
    public required string AccessKeyId { get; init; }

    /// <summary>The secret half, sealed by <see cref="MasterKey"/> for this access key id.</summary>
    [JsonPropertyName("sealedSecret")]
    public required string SealedSecret { get; init; }
}
