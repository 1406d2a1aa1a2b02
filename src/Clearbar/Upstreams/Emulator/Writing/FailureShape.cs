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
        _ => new(500, "api_error", 500, "InternalServerException", "Internal server error"),
    };
}
