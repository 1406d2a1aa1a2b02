namespace Clearbar.Wire.Dialects.Bedrock;

/// <summary>
/// Exceptions of the Bedrock runtime with their HTTP statuses (AWS service model, bedrock-runtime 2026-07-31; the authentication and size exceptions
/// come from AWS's front end). An exhausted budget is a ServiceQuotaExceededException: AWS clients do not retry a 400.
/// </summary>
internal static class ErrorTable
{
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest or ErrorKind.BudgetExhausted => 400,
        ErrorKind.Authentication or ErrorKind.Permission => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.UpstreamTimeout => 408,
        ErrorKind.TooLarge => 413,
        ErrorKind.UnsupportedMediaType => 415,
        ErrorKind.UpstreamFailure => 424,
        ErrorKind.RateLimited => 429,
        ErrorKind.Overloaded => 503,
        _ => 500,
    };

    public static string ExceptionOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => "ValidationException",
        ErrorKind.BudgetExhausted => "ServiceQuotaExceededException",
        ErrorKind.Authentication => "UnrecognizedClientException",
        ErrorKind.Permission => "AccessDeniedException",
        ErrorKind.NotFound => "ResourceNotFoundException",
        ErrorKind.UpstreamTimeout => "ModelTimeoutException",
        ErrorKind.TooLarge => "RequestEntityTooLargeException",
        ErrorKind.UnsupportedMediaType => "UnsupportedMediaTypeException",
        ErrorKind.UpstreamFailure => "ModelErrorException",
        ErrorKind.RateLimited => "ThrottlingException",
        ErrorKind.Overloaded => "ServiceUnavailableException",
        _ => "InternalServerException",
    };

    /// <summary>The frame's exception name. Only the ones that both streaming operations model are understood by clients as what they are.</summary>
    public static ReadOnlySpan<byte> StreamExceptionOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => "validationException"u8,
        ErrorKind.RateLimited => "throttlingException"u8,
        ErrorKind.Overloaded => "serviceUnavailableException"u8,
        ErrorKind.UpstreamFailure or ErrorKind.UpstreamTimeout => "modelStreamErrorException"u8,
        _ => "internalServerException"u8,
    };

    /// <summary>The kind of an upstream's exception, by its name in either case; null for a name this table does not know.</summary>
    public static ErrorKind? KindOf(string? exception)
    {
        if (string.IsNullOrEmpty(exception))
        {
            return null;
        }

        // Bodies and headers write ThrottlingException, stream frames throttlingException.
        return (char.ToUpperInvariant(exception[0]) + exception[1..]) switch
        {
            "ValidationException" or "ConflictException" or "SerializationException" => ErrorKind.InvalidRequest,
            "ServiceQuotaExceededException" => ErrorKind.BudgetExhausted,
            "UnrecognizedClientException" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "ExpiredTokenException"
                or "MissingAuthenticationTokenException" or "IncompleteSignatureException" => ErrorKind.Authentication,
            "AccessDeniedException" => ErrorKind.Permission,
            "ResourceNotFoundException" => ErrorKind.NotFound,
            "ModelTimeoutException" => ErrorKind.UpstreamTimeout,
            "RequestEntityTooLargeException" => ErrorKind.TooLarge,
            "UnsupportedMediaTypeException" => ErrorKind.UnsupportedMediaType,
            "ThrottlingException" or "ModelNotReadyException" or "TooManyRequestsException" => ErrorKind.RateLimited,
            "ServiceUnavailableException" => ErrorKind.Overloaded,
            "ModelErrorException" or "ModelStreamErrorException" or "InternalServerException" or "InternalFailure"
                => ErrorKind.UpstreamFailure,
            _ => null,
        };
    }

    /// <summary>The kind of an upstream's error by its status alone, when neither header nor body names an exception.</summary>
    public static ErrorKind KindOf(int status) => status switch
    {
        401 => ErrorKind.Authentication,
        403 => ErrorKind.Permission,
        404 => ErrorKind.NotFound,
        408 or 504 => ErrorKind.UpstreamTimeout,
        413 => ErrorKind.TooLarge,
        415 => ErrorKind.UnsupportedMediaType,
        424 => ErrorKind.UpstreamFailure,
        429 => ErrorKind.RateLimited,
        503 or 529 => ErrorKind.Overloaded,
        >= 400 and < 500 => ErrorKind.InvalidRequest,
        _ => ErrorKind.UpstreamFailure,
    };
}
