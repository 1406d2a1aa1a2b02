using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Clearbar.EndToEnd.Harness;

/// <summary>Builds requests of each <see cref="Shape"/> as a client's SDK would.</summary>
public static class ClientRequest
{
    public static readonly TheoryData<Shape> AllShapes = [Shape.Messages, Shape.MessagesStream, Shape.Converse, Shape.ConverseStream];

    public static bool IsConverse(this Shape shape) => shape is Shape.Converse or Shape.ConverseStream;

    public static bool IsStream(this Shape shape) => shape is Shape.MessagesStream or Shape.ConverseStream;

    public static string PathOf(Shape shape, string model) => shape switch
    {
        Shape.Converse => $"/model/{Uri.EscapeDataString(model)}/converse",
        Shape.ConverseStream => $"/model/{Uri.EscapeDataString(model)}/converse-stream",
        _ => "/v1/messages",
    };

    public static string BodyOf(Shape shape, string model, string prompt, int maxTokens = 256)
    {
        if (shape.IsConverse())
        {
            return new JsonObject
            {
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["text"] = prompt }) }),
                ["inferenceConfig"] = new JsonObject { ["maxTokens"] = maxTokens },
            }.ToJsonString();
        }

        var body = new JsonObject
        {
            ["model"] = model,
            ["max_tokens"] = maxTokens,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        };
        if (shape == Shape.MessagesStream)
        {
            body["stream"] = true;
        }

        return body.ToJsonString();
    }

    public static HttpRequestMessage Of(Shape shape, string model, string prompt, string? className = null, int maxTokens = 256) =>
        Post(PathOf(shape, model), BodyOf(shape, model, prompt, maxTokens), className);

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
