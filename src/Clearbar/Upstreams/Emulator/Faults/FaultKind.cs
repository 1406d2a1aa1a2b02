namespace Clearbar.Upstreams.Emulator.Faults;

/// <summary>What goes wrong. The first group happens before the answer, the second in its middle.</summary>
public enum FaultKind
{
    /// <summary>429 with <c>retry-after</c> (rate_limit_error, ThrottlingException).</summary>
    Throttle,

    /// <summary>529 overloaded_error, 503 ServiceUnavailableException.</summary>
    Overloaded,

    /// <summary>500 api_error, InternalServerException.</summary>
    Internal,

    /// <summary>504 timeout_error, 408 ModelTimeoutException.</summary>
    Timeout,

    /// <summary>500 api_error, 424 ModelErrorException.</summary>
    ModelError,

    /// <summary>400 invalid_request_error, ValidationException.</summary>
    Validation,

    /// <summary>401 authentication_error, 403 MissingAuthenticationTokenException.</summary>
    Authentication,

    /// <summary>403 permission_error, AccessDeniedException.</summary>
    AccessDenied,

    /// <summary>404 not_found_error, ResourceNotFoundException.</summary>
    NotFound,

    /// <summary>402 billing_error, 400 ServiceQuotaExceededException.</summary>
    Quota,

    /// <summary>429 rate_limit_error, ModelNotReadyException.</summary>
    NotReady,

    /// <summary>409 conflict_error, 400 ConflictException.</summary>
    Conflict,

    /// <summary>413 request_too_large, RequestEntityTooLargeException.</summary>
    TooLarge,

    /// <summary>401 authentication_error, 403 ExpiredTokenException.</summary>
    ExpiredToken,

    /// <summary>401 authentication_error, 403 InvalidSignatureException.</summary>
    InvalidSignature,

    /// <summary>401 authentication_error, 403 UnrecognizedClientException.</summary>
    UnrecognizedClient,

    /// <summary>500 api_error, 424 ModelStreamErrorException.</summary>
    ModelStreamError,

    /// <summary>
    /// 429 rate_limit_error without <c>retry-after</c> and with <c>details.error_code</c> <c>enforced_spend_limit_reached</c>: retrying
    /// does not help. 400 ServiceQuotaExceededException.
    /// </summary>
    SpendLimit,

    /// <summary>The connection is dropped without a byte of answer: as near to a refused connection as a listening server gets.</summary>
    Refuse,

    /// <summary>An answer with stop reason <c>refusal</c> (<c>content_filtered</c> on Converse).</summary>
    Refusal,

    /// <summary>The right answer, its first byte late by <c>delayMs</c>.</summary>
    SlowFirstByte,

    /// <summary>The right stream with a pause of <c>delayMs</c> before every event. Streams only.</summary>
    SlowChunks,

    /// <summary>The answer stops for <c>delayMs</c> after some events (half of the body when not streamed), then goes on.</summary>
    Stall,

    /// <summary>The connection breaks after some events, or after half of the body.</summary>
    Cut,

    /// <summary>
    /// The answer ends after some events with an exception frame, or with <c>event: error</c> on the Anthropic dialect. Streams only.
    /// </summary>
    ExceptionFrame,

    /// <summary>One frame has a wrong checksum. Event streams only.</summary>
    BadCrc,

    /// <summary>The body ends properly in the middle of an event (SSE) or frame. Streams only.</summary>
    TruncatedSse,

    /// <summary>The body ends properly between two events, before the last one. Streams only.</summary>
    EarlyEnd,

    /// <summary>Bytes that are not the dialect: a line of HTML in a stream, an HTML page with status 200 otherwise.</summary>
    Garbage,

    /// <summary>The right bytes under <c>content-type: text/html</c>.</summary>
    WrongContentType,
}
