namespace Clearbar.Wire.Signing;

/// <summary>Why a signed request is not believed.</summary>
public enum SignatureFaultKind : byte
{
    /// <summary>There is no signature at all.</summary>
    Missing,

    /// <summary>The signature's parameters are not all there, or cannot be read.</summary>
    Incomplete,

    /// <summary>The access key id, or the session token that belongs to it, is not known here.</summary>
    UnknownCredential,

    /// <summary>Signed for another day or service than the request is for.</summary>
    WrongScope,

    /// <summary>Signed too long ago, or in the future.</summary>
    ClockSkew,

    /// <summary>A presigned request or short-term key after its lifetime.</summary>
    Expired,

    /// <summary>The body is not the one that was signed.</summary>
    PayloadMismatch,

    /// <summary>The calculated signature is another one.</summary>
    SignatureMismatch,
}
