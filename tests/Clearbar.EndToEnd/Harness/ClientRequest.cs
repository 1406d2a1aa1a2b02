using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Harness;

/// <summary>Builds requests of each <see cref="Shape"/> as a client's SDK would.</summary>
public static class ClientRequest
{
    public static readonly TheoryData<Shape> AllShapes = [Shape.Messages, Shape.MessagesStream, Shape.Converse, Shape.ConverseStream];

    public static bool IsConverse(this Shape shape) => shape is Shape.Converse or Shape.ConverseStream;

    public static bool IsStream(this Shape shape) => shape is Shape.MessagesStream or Shape.ConverseStream;

    public static Dialect Dialect(this Shape shape) => shape.IsConverse() ? Wire.Dialect.Converse : Wire.Dialect.Anthropic;

    public static string PathOf(Shape shape, string model) => PathOf(shape.Dialect(), shape.IsStream(), model);

    public static string PathOf(Dialect dialect, bool stream, string model) => dialect switch
    {
        Wire.Dialect.Converse => $"/model/{Uri.EscapeDataString(model)}/{(stream ? "converse-stream" : "converse")}",
        Wire.Dialect.Invoke => $"/model/{Uri.EscapeDataString(model)}/{(stream ? "invoke-with-response-stream" : "invoke")}",
        Wire.Dialect.OpenAi => "/v1/chat/completions",
        _ => "/v1/messages",
    };

    public static string BodyOf(Shape shape, string model, string prompt, int maxTokens = 256) =>
        BodyOf(shape.Dialect(), shape.IsStream(), model, prompt, maxTokens);

    public static string BodyOf(Dialect dialect, bool stream, string model, string prompt, int maxTokens = 256)
    {
        if (dialect == Wire.Dialect.Converse)
        {
            return new JsonObject
            {
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["text"] = prompt }) }),
                ["inferenceConfig"] = new JsonObject { ["maxTokens"] = maxTokens },
            }.ToJsonString();
        }

        var body = new JsonObject
        {
            ["max_tokens"] = maxTokens,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        };
        if (dialect == Wire.Dialect.Invoke)
        {
            body["anthropic_version"] = "bedrock-2023-05-31";
            return body.ToJsonString();
        }

        body["model"] = model;
        if (stream)
        {
            body["stream"] = true;
        }

        return body.ToJsonString();
    }

    public static HttpRequestMessage Of(Shape shape, string model, string prompt, string? className = null, int maxTokens = 256) =>
        Post(PathOf(shape, model), BodyOf(shape, model, prompt, maxTokens), className);

    public static HttpRequestMessage Of(Dialect dialect, bool stream, string model, string prompt, string? className = null) =>
        Post(PathOf(dialect, stream, model), BodyOf(dialect, stream, model, prompt), className);

    public static HttpRequestMessage Post(string path, string body, string? className = null)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        if (className is not null)
        {
            request.Headers.Add("x-clearbar-class", className);
        }

        return request;
    }
}
