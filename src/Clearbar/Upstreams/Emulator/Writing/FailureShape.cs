namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>
/// How one failure looks on the wire of each dialect. Sources: Anthropic errors page (Aug 2026); AWS service model bedrock-runtime
/// 2026-07-31.
/// </summary>
/// <param name="Status">HTTP status on the Anthropic API.</param>
/// <param name="Type">The <c>error.type</c> of the Anthropic API.</param>
/// <param name="AwsStatus">HTTP status on Bedrock.</param>
/// <param name="AwsName">The exception name in <c>x-amzn-errortype</c>.</param>
/// <param name="Message">What it says when nothing more precise is known.</param>
internal readonly record struct FailureShape(int Status, string Type, int AwsStatus, string AwsName, string Message)
{
    /// <summary>The exception's member name in an event stream: the same name with a small first letter.</summary>
    public string AwsFrameName => char.ToLowerInvariant(AwsName[0]) + AwsName[1..];

    /// <summary>How OpenAI's clients see it (OpenAI error codes page, 2026).</summary>
    public static (int Status, string Type, string? Code) OpenAiOf(Failure failure) => failure switch
    {
        Failure.UnknownModel or Failure.NotFound => (404, "invalid_request_error", "model_not_found"),
        Failure.MethodNotAllowed => (405, "invalid_request_error", null),
        Failure.Authentication or Failure.ExpiredToken or Failure.InvalidSignature or Failure.IncompleteSignature
            or Failure.UnrecognizedClient => (401, "authentication_error", "invalid_api_key"),
        Failure.Permission => (403, "permission_error", null),
        Failure.Billing or Failure.SpendLimit => (429, "insufficient_quota", "insufficient_quota"),
        Failure.TooLarge => (413, "invalid_request_error", null),
        Failure.Conflict => (409, "invalid_request_error", null),
        Failure.Throttled or Failure.NotReady => (429, "requests", "rate_limit_exceeded"),
        Failure.Overloaded => (503, "server_error", "overloaded"),
        Failure.Timeout => (504, "server_error", null),
        Failure.InvalidRequest => (400, "invalid_request_error", null),
        _ => (500, "server_error", null),
    };

    /// <summary>The error type of the Anthropic dialect for an exception's member name in an event stream.</summary>
    public static string TypeOfException(string exceptionType) => exceptionType switch
    {
        "throttlingException" => "rate_limit_error",
        "serviceUnavailableException" => "overloaded_error",
        "validationException" => "invalid_request_error",
        "modelTimeoutException" => "timeout_error",
        "internalServerException" or "modelStreamErrorException" => "api_error",
        _ => exceptionType,
    };

    private static FailureShape Unsigned(string name, string message) => new(401, "authentication_error", 403, name, message);

    public static FailureShape Of(Failure failure) => failure switch
    {
        Failure.InvalidRequest => new(400, "invalid_request_error", 400, "ValidationException", "The request is invalid."),
        Failure.UnknownModel => new(404, "not_found_error", 400, "ValidationException", "The provided model identifier is invalid."),
        Failure.NotFound => new(404, "not_found_error", 404, "ResourceNotFoundException", "Not found."),
        Failure.MethodNotAllowed => new(405, "invalid_request_error", 405, "UnknownOperationException", "Method not allowed."),
        Failure.Authentication =>
            new(401, "authentication_error", 403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
        Failure.Permission =>
            new(403, "permission_error", 403, "AccessDeniedException", "You don't have access to the model with the specified model ID."),
        Failure.Billing =>
            new(402, "billing_error", 400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account."),
        Failure.TooLarge => new(413, "request_too_large", 413, "RequestEntityTooLargeException", "Request exceeds the maximum size"),
        Failure.Throttled =>
            new(429, "rate_limit_error", 429, "ThrottlingException", "Too many requests, please wait before trying again."),
        Failure.NotReady =>
            new(429, "rate_limit_error", 429, "ModelNotReadyException", "Model is not ready for inference. Please try again later."),
        Failure.Overloaded => new(529, "overloaded_error", 503, "ServiceUnavailableException", "Overloaded"),
        Failure.Timeout => new(504, "timeout_error", 408, "ModelTimeoutException", "The model took too long to answer."),
        Failure.ModelError => new(500, "api_error", 424, "ModelErrorException", "The model failed while it answered."),
        Failure.ModelStreamError =>
            new(500, "api_error", 424, "ModelStreamErrorException", "The model failed while it streamed its answer."),
        Failure.Conflict =>
            new(409, "conflict_error", 400, "ConflictException", "The request conflicts with the state of the resource."),
        Failure.ExpiredToken => Unsigned("ExpiredTokenException", "The security token included in the request is expired"),
        Failure.InvalidSignature => Unsigned(
            "InvalidSignatureException", "The request signature we calculated does not match the signature you provided."),
        Failure.IncompleteSignature => Unsigned("IncompleteSignatureException", "The request signature does not conform to AWS standards."),
        Failure.UnrecognizedClient =>
            Unsigned("UnrecognizedClientException", "The security token included in the request is invalid."),
        Failure.SpendLimit => new(429, "rate_limit_error", 400, "ServiceQuotaExceededException", "Your account has reached its spend limit."),
        _ => new(500, "api_error", 500, "InternalServerException", "Internal server error"),
    };
}
