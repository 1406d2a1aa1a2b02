namespace Clearbar.EndToEnd.Faults;

/// <summary>
/// One refusal in the words of each surface (Anthropic API reference, errors, 2026; AWS service model, bedrock-runtime 2026-07-31; OpenAI error
/// codes guide, 2026).
/// </summary>
public sealed record Refused(int AnthropicStatus, string AnthropicType, int AwsStatus, string AwsType, int OpenAiStatus, string OpenAiType)
{
    public static Refused BadRequest { get; } = new(400, "invalid_request_error", 400, "ValidationException", 400, "invalid_request_error");

    public static Refused Unknown { get; } = new(401, "authentication_error", 403, "UnrecognizedClientException", 401, "authentication_error");

    public static Refused Billing { get; } = new(402, "billing_error", 400, "ServiceQuotaExceededException", 429, "insufficient_quota");

    public static Refused Forbidden { get; } = new(403, "permission_error", 403, "AccessDeniedException", 403, "permission_error");

    public static Refused NotFound { get; } = new(404, "not_found_error", 404, "ResourceNotFoundException", 404, "invalid_request_error");

    public static Refused TimedOut { get; } = new(504, "timeout_error", 408, "ModelTimeoutException", 504, "server_error");

    public static Refused Conflict { get; } = new(409, "conflict_error", 400, "ConflictException", 409, "invalid_request_error");

    public static Refused TooLarge { get; } = new(413, "request_too_large", 413, "RequestEntityTooLargeException", 413, "invalid_request_error");

    public static Refused Throttled { get; } = new(429, "rate_limit_error", 429, "ThrottlingException", 429, "requests");

    public static Refused Failed { get; } = new(500, "api_error", 500, "InternalServerException", 500, "server_error");

    public static Refused ModelFailed { get; } = new(500, "api_error", 424, "ModelErrorException", 500, "server_error");

    public static Refused Overloaded { get; } = new(529, "overloaded_error", 503, "ServiceUnavailableException", 503, "server_error");
}
