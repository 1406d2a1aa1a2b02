using System.Text;
using Clearbar.Wire.EventStream;

namespace Clearbar.Wire.Tests.Dialects;

/// <summary>Golden tables: what each kind of failure looks like in each dialect, and how an upstream's failures are read.</summary>
public sealed class ErrorTableTests
{
    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    [Theory]
    [InlineData(ErrorKind.InvalidRequest, 400, "invalid_request_error")]
    [InlineData(ErrorKind.Authentication, 401, "authentication_error")]
    [InlineData(ErrorKind.Permission, 403, "permission_error")]
    [InlineData(ErrorKind.NotFound, 404, "not_found_error")]
    [InlineData(ErrorKind.TooLarge, 413, "request_too_large")]
    [InlineData(ErrorKind.UnsupportedMediaType, 415, "invalid_request_error")]
    [InlineData(ErrorKind.BudgetExhausted, 402, "billing_error")]
    [InlineData(ErrorKind.RateLimited, 429, "rate_limit_error")]
    [InlineData(ErrorKind.UpstreamFailure, 500, "api_error")]
    [InlineData(ErrorKind.UpstreamTimeout, 504, "timeout_error")]
    [InlineData(ErrorKind.Overloaded, 529, "overloaded_error")]
    [InlineData(ErrorKind.Internal, 500, "api_error")]
    public void Anthropic_errors_have_the_documented_status_and_type(ErrorKind kind, int status, string type)
    {
        var error = new GatewayError(kind, "what \"went\" wrong \u00e9");
        Assert.Equal(status, WireDialects.Anthropic.StatusOf(error));
        Assert.Equal(
            $$"""{"type":"error","error":{"type":"{{type}}","message":"what \"went\" wrong é"},"request_id":"req_1"}""",
            Written.Text(output => WireDialects.Anthropic.WriteError(output, error, "req_1")));
        Assert.Equal(
            $$"""event: error{{"\n"}}data: {"type":"error","error":{"type":"{{type}}","message":"what \"went\" wrong é"},"request_id":"req_1"}{{"\n\n"}}""",
            Written.Text(output => WireDialects.Anthropic.WriteStreamError(output, error, "req_1")));
    }

    [Theory]
    [InlineData(ErrorKind.InvalidRequest, 400, "invalid_request_error", "null")]
    [InlineData(ErrorKind.Authentication, 401, "authentication_error", "\"invalid_api_key\"")]
    [InlineData(ErrorKind.Permission, 403, "permission_error", "null")]
    [InlineData(ErrorKind.NotFound, 404, "invalid_request_error", "\"model_not_found\"")]
    [InlineData(ErrorKind.TooLarge, 413, "invalid_request_error", "\"request_too_large\"")]
    [InlineData(ErrorKind.UnsupportedMediaType, 415, "invalid_request_error", "\"unsupported_media_type\"")]
    [InlineData(ErrorKind.BudgetExhausted, 429, "insufficient_quota", "\"insufficient_quota\"")]
    [InlineData(ErrorKind.RateLimited, 429, "requests", "\"rate_limit_exceeded\"")]
    [InlineData(ErrorKind.UpstreamFailure, 500, "server_error", "null")]
    [InlineData(ErrorKind.UpstreamTimeout, 504, "server_error", "\"timeout\"")]
    [InlineData(ErrorKind.Overloaded, 503, "server_error", "\"overloaded\"")]
    [InlineData(ErrorKind.Internal, 500, "server_error", "null")]
    public void Openai_errors_have_the_documented_status_type_and_code(ErrorKind kind, int status, string type, string code)
    {
        var error = new GatewayError(kind, "what \"went\" wrong \u00e9");
        Assert.Equal(status, WireDialects.OpenAi.StatusOf(error));
        var body = $$$"""{"error":{"message":"what \"went\" wrong é","type":"{{{type}}}","param":null,"code":{{{code}}}}}""";
        Assert.Equal(body, Written.Text(output => WireDialects.OpenAi.WriteError(output, error, "req_1")));
        Assert.Equal($"data: {body}\n\n", Written.Text(output => WireDialects.OpenAi.WriteStreamError(output, error, "req_1")));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"context_length_exceeded"}}""", ErrorKind.InvalidRequest)]
    [InlineData(400, """{"error":{"code":400,"message":"m","type":"exceed_context_size_error"}}""", ErrorKind.InvalidRequest)]
    [InlineData(404, """{"error":{"message":"m","type":"NotFoundError","param":null,"code":404}}""", ErrorKind.NotFound)]
    [InlineData(404, """{"object":"error","message":"m","type":"NotFoundError","param":null,"code":404}""", ErrorKind.NotFound)]
    [InlineData(404, """{"error":"m"}""", ErrorKind.NotFound)]
    [InlineData(422, """{"detail":"m"}""", ErrorKind.InvalidRequest)]
    [InlineData(429, """{"error":{"message":"m","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""", ErrorKind.RateLimited)]
    [InlineData(503, """{"error":{"message":"m","type":"unavailable_error","code":503}}""", ErrorKind.Overloaded)]
    public void Errors_of_openai_and_of_local_servers_are_read(int status, string body, ErrorKind kind) =>
        Assert.Equal(new GatewayError(kind, "m"), WireDialects.OpenAi.ReadError(status, null, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(ErrorKind.InvalidRequest, 400, "ValidationException", "validationException")]
    [InlineData(ErrorKind.Authentication, 403, "UnrecognizedClientException", "internalServerException")]
    [InlineData(ErrorKind.Permission, 403, "AccessDeniedException", "internalServerException")]
    [InlineData(ErrorKind.NotFound, 404, "ResourceNotFoundException", "internalServerException")]
    [InlineData(ErrorKind.TooLarge, 413, "RequestEntityTooLargeException", "internalServerException")]
    [InlineData(ErrorKind.UnsupportedMediaType, 415, "UnsupportedMediaTypeException", "internalServerException")]
    [InlineData(ErrorKind.BudgetExhausted, 400, "ServiceQuotaExceededException", "internalServerException")]
    [InlineData(ErrorKind.RateLimited, 429, "ThrottlingException", "throttlingException")]
    [InlineData(ErrorKind.UpstreamFailure, 424, "ModelErrorException", "modelStreamErrorException")]
    [InlineData(ErrorKind.UpstreamTimeout, 408, "ModelTimeoutException", "modelStreamErrorException")]
    [InlineData(ErrorKind.Overloaded, 503, "ServiceUnavailableException", "serviceUnavailableException")]
    [InlineData(ErrorKind.Internal, 500, "InternalServerException", "internalServerException")]
    public void Bedrock_errors_have_the_modelled_status_and_exception(ErrorKind kind, int status, string exception, string frameException)
    {
        var error = new GatewayError(kind, "what went wrong");
        Assert.Equal(status, WireDialects.Converse.StatusOf(error));
        Assert.Equal([new("x-amzn-errortype", exception)], WireDialects.Converse.HeadersOf(error));
        Assert.Equal(status, WireDialects.Invoke.StatusOf(error));
        Assert.Equal([new("x-amzn-errortype", exception)], WireDialects.Invoke.HeadersOf(error));
        Assert.Equal("""{"message":"what went wrong"}""", Written.Text(output => WireDialects.Invoke.WriteError(output, error, "id")));
        Assert.Equal("""{"message":"what went wrong"}""", Written.Text(output => WireDialects.Converse.WriteError(output, error, "id")));
        var bytes = Written.By(output => WireDialects.Converse.WriteStreamError(output, error, "id"));
        Assert.Equal(FrameStatus.Frame, EventStreamReader.TryRead(bytes, out var frame));
        Assert.Equal("exception", Encoding.UTF8.GetString(frame.MessageType));
        Assert.Equal(frameException, Encoding.UTF8.GetString(frame.ExceptionType));
        Assert.Equal("""{"message":"what went wrong"}""", Encoding.UTF8.GetString(frame.Payload));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_stream_error_is_read_back_as_an_error_and_never_as_the_end_of_an_answer(ErrorKind kind)
    {
        foreach (var dialect in new[] { WireDialects.Anthropic, WireDialects.Converse, WireDialects.Invoke, WireDialects.OpenAi })
        {
            var bytes = Written.By(output => dialect.WriteStreamError(output, new GatewayError(kind, "m"), "id"));
            var reader = dialect.CreateStreamReader();
            Assert.Equal((bytes.Length, 0), reader.Read(bytes));
            Assert.Equal("m", reader.Error!.Message);
            Assert.False(reader.IsComplete);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_error_body_is_read_back_as_its_kind(ErrorKind kind)
    {
        // A dialect that has no word of its own for a kind tells the nearest: a 415 has a type of 400 in one, a bug looks like a failed upstream in both.
        var error = new GatewayError(kind, "m");
        var body = Written.By(output => WireDialects.Anthropic.WriteError(output, error, "id"));
        var read = WireDialects.Anthropic.ReadError(WireDialects.Anthropic.StatusOf(error), null, body);
        var expected = kind switch { ErrorKind.UnsupportedMediaType => ErrorKind.InvalidRequest, ErrorKind.Internal => ErrorKind.UpstreamFailure, _ => kind };
        Assert.Equal(new GatewayError(expected, "m"), read);

        body = Written.By(output => WireDialects.Converse.WriteError(output, error, "id"));
        read = WireDialects.Converse.ReadError(WireDialects.Converse.StatusOf(error), WireDialects.Converse.HeadersOf(error).First().Value, body);
        Assert.Equal(new GatewayError(kind == ErrorKind.Internal ? ErrorKind.UpstreamFailure : kind, "m"), read);

        body = Written.By(output => WireDialects.OpenAi.WriteError(output, error, "id"));
        read = WireDialects.OpenAi.ReadError(WireDialects.OpenAi.StatusOf(error), null, body);
        Assert.Equal(kind == ErrorKind.Internal ? ErrorKind.UpstreamFailure : kind, read.Kind);
        Assert.Equal(kind == ErrorKind.BudgetExhausted ? false : null, read.ShouldRetry);
    }

    [Theory]
    [InlineData("ThrottlingException", ErrorKind.RateLimited)]
    [InlineData("ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/", ErrorKind.RateLimited)]
    [InlineData("com.amazon.bedrock#ThrottlingException:http://internal.amazon.com/", ErrorKind.RateLimited)]
    [InlineData("com.amazon.coral.service#ExpiredTokenException", ErrorKind.Authentication)]
    [InlineData("ModelNotReadyException", ErrorKind.RateLimited)]
    [InlineData("SomethingNewException", ErrorKind.InvalidRequest)]
    [InlineData("", ErrorKind.InvalidRequest)]
    [InlineData(null, ErrorKind.InvalidRequest)]
    public void An_aws_error_name_stands_between_hash_and_colon(string? header, ErrorKind kind) =>
        Assert.Equal(new GatewayError(kind, "m"), WireDialects.Converse.ReadError(400, header, """{"Message":"m"}"""u8));

    [Theory]
    [InlineData("""{"__type":"com.amazon#AccessDeniedException","message":"m"}""")]
    [InlineData("""{"code":"AccessDeniedException:http://x/","message":"m"}""")]
    public void An_aws_error_name_in_the_body_counts_when_the_header_has_none(string body) =>
        Assert.Equal(new GatewayError(ErrorKind.Permission, "m"), WireDialects.Converse.ReadError(400, null, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(400, ErrorKind.InvalidRequest)]
    [InlineData(401, ErrorKind.Authentication)]
    [InlineData(403, ErrorKind.Permission)]
    [InlineData(404, ErrorKind.NotFound)]
    [InlineData(413, ErrorKind.TooLarge)]
    [InlineData(415, ErrorKind.UnsupportedMediaType)]
    [InlineData(429, ErrorKind.RateLimited)]
    [InlineData(500, ErrorKind.UpstreamFailure)]
    [InlineData(502, ErrorKind.UpstreamFailure)]
    [InlineData(503, ErrorKind.Overloaded)]
    [InlineData(504, ErrorKind.UpstreamTimeout)]
    [InlineData(529, ErrorKind.Overloaded)]
    public void A_body_that_is_no_json_leaves_the_status_to_decide(int status, ErrorKind kind)
    {
        foreach (var body in new[] { "<html>Bad Gateway</html>", "", "[]", "{\"error\":3}" })
        {
            foreach (var dialect in new[] { WireDialects.Anthropic, WireDialects.Converse, WireDialects.Invoke, WireDialects.OpenAi })
            {
                var error = dialect.ReadError(status, null, Encoding.UTF8.GetBytes(body));
                Assert.Equal(kind, error.Kind);
                Assert.Contains($"status {status}", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(429, """{"type":"error","error":{"details":{"error_code":"enforced_spend_limit_reached"},"type":"rate_limit_error","message":"m"}}""")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified workspace API usage limits."}}""")]
    public void A_spend_limit_of_the_account_is_neither_a_throttle_nor_a_bad_request(int status, string body)
    {
        var error = WireDialects.Anthropic.ReadError(status, null, Encoding.UTF8.GetBytes(body));
        Assert.Equal(ErrorKind.BudgetExhausted, error.Kind);
        Assert.False(error.ShouldRetry);
    }

    [Fact]
    public void Retry_headers_are_told_where_they_are_honoured()
    {
        var throttled = new GatewayError(ErrorKind.RateLimited, "m") { RetryAfterSeconds = 7 };
        Assert.Equal([new("retry-after", "7")], WireDialects.Anthropic.HeadersOf(throttled));
        Assert.Equal([new("x-amzn-errortype", "ThrottlingException"), new("retry-after", "7")], WireDialects.Converse.HeadersOf(throttled));
        Assert.Equal([new("x-should-retry", "false")], WireDialects.Anthropic.HeadersOf(new GatewayError(ErrorKind.BudgetExhausted, "m")));
        Assert.Equal(
            [new("retry-after", "7"), new("x-should-retry", "false")], WireDialects.Anthropic.HeadersOf(throttled with { ShouldRetry = false }));
        Assert.Empty(WireDialects.Anthropic.HeadersOf(new GatewayError(ErrorKind.Internal, "m")));
        Assert.Equal([new("retry-after", "7")], WireDialects.OpenAi.HeadersOf(throttled));
        Assert.Equal([new("x-should-retry", "false")], WireDialects.OpenAi.HeadersOf(new GatewayError(ErrorKind.BudgetExhausted, "m")));
    }

    [Fact]
    public void Only_event_streams_of_text_have_a_ping()
    {
        Assert.Equal(": ping\n\n", Written.Text(output => Assert.True(WireDialects.OpenAi.TryWritePing(output))));
        Assert.Equal("event: ping\ndata: {\"type\":\"ping\"}\n\n", Written.Text(output => Assert.True(WireDialects.Anthropic.TryWritePing(output))));
        Assert.Equal("", Written.Text(output => Assert.False(WireDialects.Converse.TryWritePing(output))));
        Assert.Equal("", Written.Text(output => Assert.False(WireDialects.Invoke.TryWritePing(output))));
    }

    [Fact]
    public void Dialects_name_their_content_types_and_request_id_headers()
    {
        Assert.Equal(
            ("application/json", "text/event-stream; charset=utf-8", "request-id"),
            (WireDialects.Anthropic.AnswerContentType, WireDialects.Anthropic.StreamContentType, WireDialects.Anthropic.RequestIdHeader));
        Assert.Equal(
            ("application/json", "application/vnd.amazon.eventstream", "x-amzn-requestid"),
            (WireDialects.Converse.AnswerContentType, WireDialects.Converse.StreamContentType, WireDialects.Converse.RequestIdHeader));
        Assert.Equal(
            ("application/json", "application/vnd.amazon.eventstream", "x-amzn-requestid"),
            (WireDialects.Invoke.AnswerContentType, WireDialects.Invoke.StreamContentType, WireDialects.Invoke.RequestIdHeader));
        Assert.Equal(
            ("application/json", "text/event-stream; charset=utf-8", "x-request-id"),
            (WireDialects.OpenAi.AnswerContentType, WireDialects.OpenAi.StreamContentType, WireDialects.OpenAi.RequestIdHeader));
        Assert.Throws<NotSupportedException>(() => WireDialects.Of((Dialect)99));
    }
}
