namespace Clearbar.Keys;

/// <summary>A key at the only moment its secrets are known: right after it was made.</summary>
/// <param name="Stored">What the key file keeps.</param>
/// <param name="ApiKey">For <c>x-api-key</c> and <c>Authorization: Bearer</c>.</param>
/// <param name="SecretAccessKey">For AWS SDKs, with the access key id.</param>
public sealed record IssuedKey(StoredKey Stored, string ApiKey, string SecretAccessKey)
{
    // A record would print its members; these two must not end up in a log.
    public override string ToString() => $"key {Stored.Id} ({Stored.AccessKeyId})";
}
