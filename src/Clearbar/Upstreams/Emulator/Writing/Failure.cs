namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>Why the emulator does not answer; each has its own status and name in each dialect (<see cref="FailureShape"/>).</summary>
internal enum Failure : byte
{
    None,
    InvalidRequest,

    /// <summary>A model id nobody knows: 404 not_found_error on the Anthropic API, 400 ValidationException on Bedrock.</summary>
    UnknownModel,
    NotFound,
    MethodNotAllowed,
    Authentication,
    Permission,
    Billing,
    TooLarge,
    Throttled,
    NotReady,
    Overloaded,
    Internal,
    Timeout,
    ModelError,
    ModelStreamError,
    Conflict,
    ExpiredToken,
    InvalidSignature,
    IncompleteSignature,
    UnrecognizedClient,

    /// <summary>A spending cap of the account: no use in retrying.</summary>
    SpendLimit,
}
