namespace Clearbar.Wire.Dialects.OpenAi;

/// <summary>
/// Errors of Chat Completions: HTTP status, <c>type</c> and <c>code</c> (OpenAI error codes guide, 2026). Codes are what clients tell
/// failures apart by; where the guide has none, ours says the kind so that it can be read back from a stream, where no status is.
/// </summary>
internal static class ErrorTable
{
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => 400,
        ErrorKind.Authentication => 401,
        ErrorKind.Permission => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.TooLarge => 413,
        ErrorKind.UnsupportedMediaType => 415,
        ErrorKind.BudgetExhausted or ErrorKind.RateLimited => 429,
        ErrorKind.Overloaded => 503,
        ErrorKind.UpstreamTimeout => 504,
        _ => 500,
    };

    public static string TypeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Authentication => "authentication_error",
        ErrorKind.Permission => "permission_error",
        ErrorKind.BudgetExhausted => "insufficient_quota",
        ErrorKind.RateLimited => "requests",
        ErrorKind.InvalidRequest or ErrorKind.NotFound or ErrorKind.TooLarge or ErrorKind.UnsupportedMediaType => "invalid_request_error",
        _ => "server_error",
    };

    /// <summary>Null where the dialect sends <c>"code": null</c>.</summary>
    public static string? CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Authentication => "invalid_api_key",
        ErrorKind.NotFound => "model_not_found",
        ErrorKind.TooLarge => "request_too_large",
        ErrorKind.UnsupportedMediaType => "unsupported_media_type",
        ErrorKind.BudgetExhausted => "insufficient_quota",
        ErrorKind.RateLimited => "rate_limit_exceeded",
        ErrorKind.UpstreamTimeout => "timeout",
        ErrorKind.Overloaded => "overloaded",
        _ => null,
    };

    /// <summary>The kind of an upstream's error by its code; null for a code this table does not know.</summary>
    public static ErrorKind? KindOfCode(string? code) => code switch
    {
        "invalid_api_key" => ErrorKind.Authentication,
        "model_not_found" => ErrorKind.NotFound,
        "request_too_large" => ErrorKind.TooLarge,
        "unsupported_media_type" => ErrorKind.UnsupportedMediaType,
        "insufficient_quota" or "billing_hard_limit_reached" => ErrorKind.BudgetExhausted,
        "rate_limit_exceeded" => ErrorKind.RateLimited,
        "timeout" => ErrorKind.UpstreamTimeout,
        "overloaded" => ErrorKind.Overloaded,
        "context_length_exceeded" or "unsupported_parameter" or "unsupported_value" or "invalid_value" => ErrorKind.InvalidRequest,
        _ => null,
    };

    /// <summary>
    /// The kind of an upstream's error by its type; null for a type that several kinds share or this table does not
    /// know.
    /// </summary>
    public static ErrorKind? KindOfType(string? type) => type switch
    {
        "authentication_error" => ErrorKind.Authentication,
        "permission_error" => ErrorKind.Permission,
        "not_found_error" or "NotFoundError" => ErrorKind.NotFound,
        "insufficient_quota" => ErrorKind.BudgetExhausted,
        "requests" or "tokens" or "rate_limit_error" => ErrorKind.RateLimited,
        "overloaded_error" => ErrorKind.Overloaded,
        _ => null,
    };

    /// <summary>The kind of a type that several kinds share, for an error that has no status and no code of its own.</summary>
    public static ErrorKind KindOfSharedType(string? type) =>
        type is "invalid_request_error" or "BadRequestError" ? ErrorKind.InvalidRequest : ErrorKind.UpstreamFailure;

    /// <summary>The kind of an upstream's error by its status alone.</summary>
    public static ErrorKind KindOf(int status) => status switch
    {
        401 => ErrorKind.Authentication,
        402 => ErrorKind.BudgetExhausted,
        403 => ErrorKind.Permission,
        404 => ErrorKind.NotFound,
        413 => ErrorKind.TooLarge,
        415 => ErrorKind.UnsupportedMediaType,
        429 => ErrorKind.RateLimited,
        408 or 504 => ErrorKind.UpstreamTimeout,
        503 or 529 => ErrorKind.Overloaded,
        >= 400 and < 500 => ErrorKind.InvalidRequest,
        _ => ErrorKind.UpstreamFailure,
    };
}
