using System.Security.Cryptography;
using Clearbar.Wire;
using Clearbar.Wire.Signing;

namespace Clearbar.Keys;

/// <summary>
/// What is left of authentication until the body has been read: the signature covers the body's hash. Where the client stated the hash, the
/// signature has been checked already and only the hash is compared; where it did not (botocore), the signature itself is checked now.
/// </summary>
public sealed class PendingPayload
{
    private readonly SignatureClaim _claim;
    private readonly SignableRequest _request;
    private readonly SigningCredential _credential;
    private readonly SignaturePolicy _policy;

    internal PendingPayload(SignatureClaim claim, in SignableRequest request, SigningCredential credential, SignaturePolicy policy)
    {
        _claim = claim;
        _request = request;
        _credential = credential;
        _policy = policy;
    }

    /// <summary>Why the body is not the signed one; null when it is.</summary>
    public GatewayError? Refuse(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var hex = Convert.ToHexStringLower(hash);
        var fault = _claim.PayloadHash is null
            ? SignatureVerifier.CheckSignature(_claim, _request, _credential, hex, _policy)
            : SignatureVerifier.CheckPayload(_claim, hex);
        return fault is null ? null : Authenticator.Refusal(fault);
    }
}
