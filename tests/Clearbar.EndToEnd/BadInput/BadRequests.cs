using System.Text;

namespace Clearbar.EndToEnd.BadInput;

/// <summary>All requests that must be refused before anything is sent or recorded.</summary>
public static class BadRequests
{
    public const int MaxBodyBytes = 64 * 1024;

    private const string Text = "\"" + BadRequest.Marker + "\"";
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":" + Text + "}]";
    private const string Blocks = "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":" + Text + "}]}]";
    private const string Good = "{\"model\":\"sonnet\",\"max_tokens\":9," + Messages + "}";
    private const string GoodConverse = "{" + Blocks + "}";

    public static IEnumerable<TheoryDataRow<BadRequest>> All() =>
        Bodies().Concat(ConverseBodies()).Concat(Headers()).Concat(Paths()).Select(item => new TheoryDataRow<BadRequest>(item) { TestDisplayName = item.ToString() });

    private static IEnumerable<BadRequest> Bodies()
    {
        yield return Anthropic("empty body", "", "body");
        yield return Anthropic("cut off JSON", Good[..^10], "JSON");
        yield return Anthropic("not JSON", BadRequest.Marker, "JSON");
        yield return Anthropic("two values", Good + Good, "JSON");
        yield return Anthropic("an array", "[" + Text + "]", "object");
        yield return Anthropic("a string", Text, "object");
        yield return Anthropic("null", "null", "object");
        yield return Anthropic("a comment", "{/* " + BadRequest.Marker + " */" + Good[1..], "JSON");
        yield return Anthropic("a trailing comma", Good[..^1] + ",}", "JSON");
        yield return Anthropic("no model", "{\"max_tokens\":9," + Messages + "}", "model");
        yield return Anthropic("no messages", "{\"model\":\"sonnet\",\"max_tokens\":9}", "messages");
        yield return Anthropic("no max_tokens", "{\"model\":\"sonnet\"," + Messages + "}", "max_tokens");
        yield return Anthropic("model is a number", "{\"model\":5,\"max_tokens\":9," + Messages + "}", "model");
        yield return Anthropic("model is empty", "{\"model\":\"\",\"max_tokens\":9," + Messages + "}", "model");
        yield return Anthropic("messages is an object", "{\"model\":\"sonnet\",\"max_tokens\":9,\"messages\":{\"a\":" + Text + "}}", "messages");
        yield return Anthropic("a message is a string", "{\"model\":\"sonnet\",\"max_tokens\":9,\"messages\":[" + Text + "]}", "messages");
        yield return Anthropic("content is a number", "{\"model\":\"sonnet\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":5}]}", "content");
        yield return Anthropic("max_tokens is text", "{\"model\":\"sonnet\",\"max_tokens\":" + Text + "," + Messages + "}", "max_tokens");
        yield return Anthropic("max_tokens is a fraction", "{\"model\":\"sonnet\",\"max_tokens\":1.5," + Messages + "}", "max_tokens");
        yield return Anthropic("max_tokens is huge", "{\"model\":\"sonnet\",\"max_tokens\":99999999999999999999," + Messages + "}", "max_tokens");
        yield return Anthropic("stream is text", "{\"model\":\"sonnet\",\"max_tokens\":9,\"stream\":\"yes\"," + Messages + "}", "stream");
        yield return Anthropic("model twice", "{\"model\":\"sonnet\"," + Good[1..], "model");
        yield return Anthropic("messages twice", Good[..^1] + "," + Messages + "}", "messages");
        yield return Anthropic("nested ten thousand deep", "{\"model\":\"sonnet\",\"max_tokens\":9,\"x\":" + new string('[', 10_000) + new string(']', 10_000) + "," + Messages + "}", "");
        yield return Anthropic("bytes that are no UTF-8", "", "UTF-8") with { Body = [.. Encoding.UTF8.GetBytes(Good[..^4]), 0xFF, 0xFE, .. "\"}]}"u8] };
        yield return Anthropic("half a surrogate pair for a model", Good.Replace("sonnet", "\\ud800", StringComparison.Ordinal), "model") with { Status = 404, ErrorType = "not_found_error" };
        yield return Anthropic("unknown model", Good.Replace("sonnet", "gpt-5", StringComparison.Ordinal), "gpt-5") with { Status = 404, ErrorType = "not_found_error" };
        yield return Anthropic("a name like a model's", Good.Replace("sonnet", "my-claude-sonnet-5-copy", StringComparison.Ordinal), "my-claude") with { Status = 404, ErrorType = "not_found_error" };
        yield return TooLarge(Anthropic("too large, length told", Good.Replace(BadRequest.Marker, new string('x', MaxBodyBytes), StringComparison.Ordinal), "maxBodyBytes"));
        yield return TooLarge(Anthropic("too large, chunked", Good.Replace(BadRequest.Marker, new string('x', MaxBodyBytes), StringComparison.Ordinal), "maxBodyBytes")) with { Chunked = true };
    }

    private static IEnumerable<BadRequest> ConverseBodies()
    {
        yield return Converse("empty body", "", "body");
        yield return Converse("cut off JSON", GoodConverse[..^3], "JSON");
        yield return Converse("an array", "[" + Text + "]", "object");
        yield return Converse("no messages", "{\"inferenceConfig\":{\"maxTokens\":9}}", "messages");
        yield return Converse("messages is text", "{\"messages\":" + Text + "}", "messages");
        yield return Converse("content is a number", "{\"messages\":[{\"role\":\"user\",\"content\":5}]}", "content");
        yield return Converse("maxTokens is text", "{\"inferenceConfig\":{\"maxTokens\":" + Text + "}," + Blocks + "}", "maxTokens");
        yield return Converse("inferenceConfig is a list", "{\"inferenceConfig\":[" + Text + "]," + Blocks + "}", "inferenceConfig");
        yield return Converse("messages twice", "{" + Blocks + "," + Blocks + "}", "messages");
        yield return Converse("nested ten thousand deep", "{\"x\":" + new string('[', 10_000) + new string(']', 10_000) + "," + Blocks + "}", "");
        yield return Converse("bytes that are no UTF-8", "", "UTF-8") with { Body = [.. Encoding.UTF8.GetBytes(GoodConverse[..^6]), 0xFF, .. "\"}]}]}"u8] };
        yield return TooLarge(Converse("too large, length told", GoodConverse.Replace(BadRequest.Marker, new string('x', MaxBodyBytes), StringComparison.Ordinal), "maxBodyBytes"));
        yield return TooLarge(Converse("too large, chunked", GoodConverse.Replace(BadRequest.Marker, new string('x', MaxBodyBytes), StringComparison.Ordinal), "maxBodyBytes")) with { Chunked = true };
        yield return Converse("cut off JSON, stream", GoodConverse[..^3], "JSON") with { Path = "/model/sonnet/converse-stream" };
    }

    private static IEnumerable<BadRequest> Headers()
    {
        foreach (var isConverse in (bool[])[false, true])
        {
            var good = isConverse ? Converse("", GoodConverse, "") : Anthropic("", Good, "");
            var mediaType = isConverse ? "UnsupportedMediaTypeException" : "invalid_request_error";
            yield return good with { Name = "content-type text/plain", ContentType = "text/plain", Status = 415, ErrorType = mediaType, Says = "application/json" };
            yield return good with { Name = "content-encoding gzip", Headers = "content-encoding: gzip\r\n", Status = 415, ErrorType = mediaType, Says = "content-encoding" };
            yield return good with { Name = "a limit in words", Headers = "x-clearbar-max-cost: cheap\r\n", Says = "x-clearbar-max-cost" };
            yield return good with { Name = "a negative limit", Headers = "x-clearbar-max-cost: -1\r\n", Says = "x-clearbar-max-cost" };
            yield return good with { Name = "a class with a space", Headers = "x-clearbar-class: a b\r\n", Says = "x-clearbar-class" };
            yield return good with { Name = "a class of 65 letters", Headers = $"x-clearbar-class: {new string('c', 65)}\r\n", Says = "x-clearbar-class" };
            yield return good with { Name = "too many tags", Headers = $"x-clearbar-tags: {new string('t', 513)}\r\n", Says = "x-clearbar-tags" };
            yield return good with { Name = "an unknown word for routing", Headers = "x-clearbar-route: of\r\n", Says = "x-clearbar-route" };
        }
    }

    private static IEnumerable<BadRequest> Paths()
    {
        var anthropic = Anthropic("", Good, "") with { Status = 404, ErrorType = "not_found_error" };
        var converse = Converse("", GoodConverse, "") with { Status = 404, ErrorType = "ResourceNotFoundException" };
        yield return anthropic with { Name = "GET", Method = "GET", Body = [], Says = "POST /v1/messages" };
        yield return anthropic with { Name = "an unknown path", Path = "/v1/complete", Says = "/v1/complete" };
        yield return anthropic with { Name = "a path below", Path = "/v1/messages/x", Says = "/v1/messages/x" };
        yield return converse with { Name = "GET", Method = "GET", Body = [], Says = "POST" };
        yield return converse with { Name = "an unknown operation", Path = "/model/sonnet/conversation", Says = "conversation" };
        yield return converse with { Name = "no model", Path = "/model//converse", Says = "/model//converse" };
        yield return converse with { Name = "no operation", Path = "/model/sonnet", Says = "/model/sonnet" };
        yield return converse with { Name = "an unknown model", Path = "/model/amazon.nova-pro-v1%3A0/converse", Says = "amazon.nova-pro-v1:0" };
        yield return converse with { Name = "an encoded percent sign", Path = "/model/anthropic.claude-sonnet-5%253A0/converse", Says = "%3A0" };
        yield return converse with { Name = "a raw slash in an ARN", Path = "/model/arn:aws:bedrock:us-east-1:1:inference-profile/global.anthropic.claude-sonnet-5/converse", Says = "/model/" };
        yield return converse with
        {
            Name = "a model id of 2,049 characters", Path = $"/model/{new string('m', 2049)}/converse", Status = 400, ErrorType = "ValidationException", Says = "2048",
        };
        yield return converse with
        {
            Name = "a model id of 7,000 characters", Path = $"/model/{new string('m', 7000)}/converse", Status = 400, ErrorType = "ValidationException", Says = "2048",
        };
    }

    private static BadRequest TooLarge(BadRequest request) =>
        request with { Status = 413, ErrorType = request.IsConverse ? "RequestEntityTooLargeException" : "request_too_large" };

    private static BadRequest Anthropic(string name, string body, string says) => new(name, false, Encoding.UTF8.GetBytes(body), 400, "invalid_request_error", says);

    private static BadRequest Converse(string name, string body, string says) => new(name, true, Encoding.UTF8.GetBytes(body), 400, "ValidationException", says);
}
