using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Wire.Signing;

/// <summary>
/// What a request says about its own signature. Nothing in it is proven until <see cref="SignatureVerifier"/> has looked at it.
/// </summary>
public sealed class SignatureClaim
{
    /// <summary>Value of <c>x-amz-content-sha256</c> where the body is not part of the signature.</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    internal const string SignatureParameter = "X-Amz-Signature";
    internal const string Algorithm = "AWS4-HMAC-SHA256";

    internal SignatureClaim(
        string accessKeyId, CredentialScope scope, DateTimeOffset signedAt, string timestamp, string signedHeaderNames, byte[] signature)
    {
        AccessKeyId = accessKeyId;
        Scope = scope;
        SignedAt = signedAt;
        Timestamp = timestamp;
        SignedHeaderNames = signedHeaderNames;
        SignedHeaders = signedHeaderNames.Split(';');
        Signature = signature;
    }

    public string AccessKeyId { get; }

    public CredentialScope Scope { get; }

    public DateTimeOffset SignedAt { get; }

    /// <summary>How long a presigned request lives after <see cref="SignedAt"/>; null in the header form.</summary>
    public TimeSpan? Lifetime { get; internal init; }

    public string? SessionToken { get; internal init; }

    /// <summary>
    /// The body's hash as the client states it: 64 lower-case hex digits or <see cref="UnsignedPayload"/>; null when the client leaves it
    /// out (botocore does) and the body must be hashed before the signature can be checked.
    /// </summary>
    public string? PayloadHash { get; internal init; }

    /// <summary>Whether the signature came in the query.</summary>
    public bool IsPresigned => Lifetime is not null;

    /// <summary>Names of the signed headers, lower-case, in the order they are signed.</summary>
    public IReadOnlyList<string> SignedHeaders { get; }

    internal string SignedHeaderNames { get; }

    internal string Timestamp { get; }

    internal byte[] Signature { get; }

    internal CanonicalQuery Query { get; init; } = null!;

    /// <summary>Whether a request carries a signature in either form, well-formed or not.</summary>
    public static bool IsIn(in SignableRequest request) =>
        request.Headers.Get("authorization")?.StartsWith(Algorithm, StringComparison.Ordinal) == true
        || request.Query.Contains("X-Amz-Algorithm=", StringComparison.Ordinal);

    /// <summary>Reads the claim from the Authorization header, or else from the query.</summary>
    public static bool TryRead(
        in SignableRequest request, [NotNullWhen(true)] out SignatureClaim? claim, [NotNullWhen(false)] out SignatureFault? fault) =>
        SignatureClaimReader.TryRead(request, out claim, out fault);

    /// <summary>The value a signed name stands for: HTTP/2 clients sign <c>:authority</c>, which servers hand on as Host.</summary>
    internal static string? ValueOf(ISignableHeaders headers, string name) => headers.Get(name == ":authority" ? "host" : name);
}
