namespace Clearbar.Wire.Signing;

/// <summary>
/// Why a signature is refused. <paramref name="Message"/> is written for the caller: it says what did not match and what to change, and
/// carries neither a secret nor a calculated signature.
/// </summary>
public sealed record SignatureFault(SignatureFaultKind Kind, string Message)
{
    /// <summary>
    /// The exception AWS services of the JSON protocols name for it (HTTP 403). Query-protocol services say SignatureDoesNotMatch where
    /// these say InvalidSignatureException.
    /// </summary>
    public string ErrorName => Kind switch
    {
        SignatureFaultKind.Missing => "MissingAuthenticationTokenException",
        SignatureFaultKind.Incomplete => "IncompleteSignatureException",
        SignatureFaultKind.UnknownCredential => "UnrecognizedClientException",
        SignatureFaultKind.Expired => "ExpiredTokenException",
        _ => "InvalidSignatureException",
    };
}
