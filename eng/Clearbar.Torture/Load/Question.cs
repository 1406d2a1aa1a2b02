using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.Torture.Load;

/// <summary>One request as an SDK of the dialect would send it.</summary>
internal static class Question
{
    private const int MaxTokens = 256;

    public static HttpRequestMessage Of(Shape shape, string model, string prompt, bool climbs)
    {
        var path = shape switch
        {
            Shape.Converse => $"/model/{model}/converse",
            Shape.ConverseStream => $"/model/{model}/converse-stream",
            _ => "/v1/messages",
        };
        var body = shape is Shape.Converse or Shape.ConverseStream ? Converse(prompt) : Messages(shape, model, prompt);
        var content = new StringContent(body.ToJsonString());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        if (climbs)
        {
            request.Headers.Add("x-clearbar-class", "climb");
        }

        return request;
    }

    private static JsonObject Converse(string prompt) => new()
    {
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["text"] = prompt }) }),
        ["inferenceConfig"] = new JsonObject { ["maxTokens"] = MaxTokens },
    };

    private static JsonObject Messages(Shape shape, string model, string prompt) => new()
    {
        ["model"] = model,
        ["max_tokens"] = MaxTokens,
        ["stream"] = shape == Shape.MessagesStream,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
    };
}
