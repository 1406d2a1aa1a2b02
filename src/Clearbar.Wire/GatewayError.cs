namespace Clearbar.Wire;

/// <summary>What kind of failure a client is told about; each dialect has its own status and name for it.</summary>
public enum ErrorKind : byte
{
    /// <summary>The request is wrong: 400.</summary>
    InvalidRequest,

    /// <summary>No or unknown credentials: 401 (Anthropic, OpenAI), 403 (Bedrock).</summary>
    Authentication,

    /// <summary>Known but not allowed: 403.</summary>
    Permission,

    /// <summary>Unknown or retired model: 404.</summary>
    NotFound,

    /// <summary>Body over the limit: 413.</summary>
    TooLarge,

    /// <summary>Content type the endpoint does not take: 415 (Anthropic: 400 shape with 415).</summary>
    UnsupportedMediaType,

    /// <summary>A budget or cost limit is exhausted; never retried: 402 (Bedrock: 400 ServiceQuotaExceededException).</summary>
    BudgetExhausted,

    /// <summary>Throttled; retry after a while: 429.</summary>
    RateLimited,

    /// <summary>The model or its upstream failed: 500 api_error (Bedrock: 424 ModelErrorException).</summary>
    UpstreamFailure,

    /// <summary>The upstream did not answer in time: 504 (Bedrock: 408 ModelTimeoutException).</summary>
    UpstreamTimeout,

    /// <summary>The upstream has no capacity: 529 (Bedrock: 503).</summary>
    Overloaded,

    /// <summary>A bug of the gateway: 500.</summary>
    Internal,
}

/// <summary>A failure before it takes a dialect's shape. <paramref name="Message"/> says what was wrong and what to change.</summary>
public sealed record GatewayError(ErrorKind Kind, string Message)
{
    /// <summary>Seconds after which a retry makes sense; only for <see cref="ErrorKind.RateLimited"/> and <see cref="ErrorKind.Overloaded"/>.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The AWS exception where it is more exact than <see cref="Kind"/>'s own, for example <c>ExpiredTokenException</c>.</summary>
    public string? AwsErrorName { get; init; }

    /// <summary>The HTTP status where it is another than the dialect's own for <see cref="Kind"/>: an exhausted budget is 402 in every dialect.</summary>
    public int? Status { get; init; }

    /// <summary>False adds <c>x-should-retry: false</c> where the dialect's clients honour it.</summary>
    public bool? ShouldRetry { get; init; }
}
