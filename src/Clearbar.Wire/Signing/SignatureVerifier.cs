using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Clearbar.Wire.Signing;

/// <summary>
/// Proves a <see cref="SignatureClaim"/>. Three questions in this order, so that a stranger is turned away before anything costly: are the
/// <see cref="CheckTerms">terms</see> acceptable, does the <see cref="CheckSignature">signature</see> match the stated payload hash, and is
/// the
/// <see cref="CheckPayload">payload</see> the stated one. All three must answer null.
/// </summary>
public static class SignatureVerifier
{
    /// <summary>SHA-256 of nothing.</summary>
    public const string EmptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Session token, scope, clock and payload policy: everything that needs no secret.</summary>
    public static SignatureFault? CheckTerms(SignatureClaim claim, SigningCredential credential, SignaturePolicy policy, DateTimeOffset now)
    {
        if (!SameToken(claim.SessionToken, credential.SessionToken))
        {
            return new SignatureFault(
                SignatureFaultKind.UnknownCredential,
                credential.SessionToken is null
                    ? "The security token included in the request is invalid: this access key has no session token; unset AWS_SESSION_TOKEN"
                    : "The security token included in the request is invalid: it is not the one of this access key");
        }

        if (!claim.Timestamp.StartsWith(claim.Scope.Date, StringComparison.Ordinal))
        {
            return new SignatureFault(
                SignatureFaultKind.WrongScope,
                $"Date in Credential scope does not match YYYYMMDD from X-Amz-Date: {claim.Scope.Date} and {claim.Timestamp}");
        }

        if (policy.Services.Count > 0 && !policy.Services.Contains(claim.Scope.Service, StringComparer.Ordinal))
        {
            return new SignatureFault(
                SignatureFaultKind.WrongScope,
                $"Credential should be scoped to correct service: '{claim.Scope.Service}' is not one of {string.Join(", ", policy.Services)}");
        }

        if (claim.PayloadHash == SignatureClaim.UnsignedPayload && !policy.AllowUnsignedPayload)
        {
            return new SignatureFault(SignatureFaultKind.PayloadMismatch, "UNSIGNED-PAYLOAD is not accepted here: sign the body's SHA-256");
        }

        return CheckClock(claim, policy, now);
    }

    /// <summary>
    /// Whether the request was signed with the credential's secret. Compares in constant time.
    /// </summary>
    /// <param name="bodyHash">
    /// SHA-256 of the body in lower-case hex, used where the client states none; with a stated hash it may be null, and
    /// <see cref="CheckPayload"/> must follow.
    /// </param>
    public static SignatureFault? CheckSignature(
        SignatureClaim claim, in SignableRequest request, SigningCredential credential, string? bodyHash, SignaturePolicy policy)
    {
        var payload = claim.PayloadHash ?? bodyHash
            ?? throw new ArgumentNullException(nameof(bodyHash), "The client states no payload hash, so the body's is needed.");
        var canonical = new ArrayBufferWriter<byte>(1024);
        CanonicalRequest.Write(canonical, request, claim, payload, policy.NormalizePath);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical.WrittenSpan, hash);
        var hex = Convert.ToHexStringLower(hash);

        // Grammar: algorithm LF timestamp LF scope LF hash-of-canonical-request (AWS Signature Version 4, "Create a string to sign").
        var toSign = Encoding.UTF8.GetBytes($"{SignatureClaim.Algorithm}\n{claim.Timestamp}\n{claim.Scope}\n{hex}");
        var key = credential.KeyFor(claim.Scope);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, toSign, expected);
        if (CryptographicOperations.FixedTimeEquals(expected, claim.Signature))
        {
            credential.Keep(claim.Scope, key);
            return null;
        }

        return new SignatureFault(
            SignatureFaultKind.SignatureMismatch,
            "The request signature we calculated does not match the signature you provided. Check the secret access key, and that no "
            + $"proxy changes the path, the query or a signed header. SHA-256 of the canonical request here: {hex}; path as received: "
            + $"{request.Path}; signed headers: {claim.SignedHeaderNames}");
    }

    /// <summary>Whether the body is the one that was signed. <paramref name="bodyHash"/> is its SHA-256 in lower-case hex.</summary>
    public static SignatureFault? CheckPayload(SignatureClaim claim, string bodyHash) =>
        claim.PayloadHash is null or SignatureClaim.UnsignedPayload || claim.PayloadHash == bodyHash
            ? null
            : new SignatureFault(
                SignatureFaultKind.PayloadMismatch,
                $"The body does not match x-amz-content-sha256: its SHA-256 is {bodyHash}, {claim.PayloadHash} was signed. "
                + "Something changed the body after it was signed");

    /// <summary>All questions at once for a short-term key: it signs its own terms and no request.</summary>
    public static SignatureFault? CheckShortTermKey(
        ShortTermKey key, SignatureClaim claim, SigningCredential credential, SignaturePolicy policy, DateTimeOffset now) =>
        claim.Scope.Service != key.Service
            ? new SignatureFault(
                SignatureFaultKind.WrongScope, $"the short-term key is for {key.Service} and signed for {claim.Scope.Service}")
            : CheckTerms(claim, credential, policy, now) ?? CheckSignature(claim, key.Request, credential, EmptyPayloadHash, policy);

    private static SignatureFault? CheckClock(SignatureClaim claim, SignaturePolicy policy, DateTimeOffset now)
    {
        var skew = $"{policy.ClockSkew.TotalMinutes:0} min; set your clock";
        if (claim.SignedAt - now > policy.ClockSkew)
        {
            return new SignatureFault(
                SignatureFaultKind.ClockSkew, $"Signature not yet current: {claim.Timestamp} is still later than {Text(now)} + {skew}");
        }

        if (claim.Lifetime is not { } lifetime)
        {
            return now - claim.SignedAt > policy.ClockSkew
                ? new SignatureFault(
                    SignatureFaultKind.ClockSkew, $"Signature expired: {claim.Timestamp} is now earlier than {Text(now)} - {skew}")
                : null;
        }

        if (lifetime > policy.MaxLifetime)
        {
            return new SignatureFault(
                SignatureFaultKind.Incomplete, $"X-Amz-Expires may be at most {policy.MaxLifetime.TotalSeconds:0} seconds here");
        }

        return now >= claim.SignedAt + lifetime
            ? new SignatureFault(
                SignatureFaultKind.Expired, $"The signature expired at {Text(claim.SignedAt + lifetime)}; it is now {Text(now)}")
            : null;
    }

    private static bool SameToken(string? presented, string? held) =>
        presented is null || held is null
            ? presented == held
            : CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(held));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
