namespace Clearbar.Wire.Dialects.Anthropic;

/// <summary>
/// Error types of the Messages dialect with their HTTP statuses (Anthropic API reference, errors, 2026). There is no type of its own for a
/// wrong content type, so that is an <c>invalid_request_error</c> with status 415.
/// </summary>
internal static class ErrorTable
{
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => 400,
        ErrorKind.Authentication => 401,
        ErrorKind.BudgetExhausted => 402,
        ErrorKind.Permission => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.TooLarge => 413,
        ErrorKind.UnsupportedMediaType => 415,
        ErrorKind.RateLimited => 429,
        ErrorKind.UpstreamTimeout => 504,
        ErrorKind.Overloaded => 529,
        _ => 500,
    };

    public static string TypeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest or ErrorKind.UnsupportedMediaType => "invalid_request_error",
        ErrorKind.Authentication => "authentication_error",
        ErrorKind.BudgetExhausted => "billing_error",
        ErrorKind.Permission => "permission_error",
        ErrorKind.NotFound => "not_found_error",
        ErrorKind.TooLarge => "request_too_large",
        ErrorKind.RateLimited => "rate_limit_error",
        ErrorKind.UpstreamTimeout => "timeout_error",
        ErrorKind.Overloaded => "overloaded_error",
        _ => "api_error",
    };

    /// <summary>The kind of an upstream's error by its type; null for a type this table does not know.</summary>
    public static ErrorKind? KindOf(string? type) => type switch
    {
        "invalid_request_error" or "conflict_error" => ErrorKind.InvalidRequest,
        "authentication_error" => ErrorKind.Authentication,
        "billing_error" => ErrorKind.BudgetExhausted,
        "permission_error" => ErrorKind.Permission,
        "not_found_error" => ErrorKind.NotFound,
        "request_too_large" => ErrorKind.TooLarge,
        "rate_limit_error" => ErrorKind.RateLimited,
        "timeout_error" => ErrorKind.UpstreamTimeout,
        "overloaded_error" => ErrorKind.Overloaded,
        "api_error" => ErrorKind.UpstreamFailure,
        _ => null,
    };

    /// <summary>The kind of an upstream's error by its status alone, when the body does not say (a proxy's page, an empty body).</summary>
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
