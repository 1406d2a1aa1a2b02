using System.Net.Http.Headers;
using Clearbar.Tiers;

namespace Clearbar.Upstreams.OpenAiCompatible;

/// <summary>
/// Makes the HTTP request of a chat completion for a server that speaks OpenAI's dialect (Ollama, llama.cpp, vLLM, LM Studio). The deployment's
/// address is the server's root; a path in it (<c>/v1</c>, <c>/api/openai/v1</c>) stays, and without one <c>/v1</c> is taken.
/// </summary>
public sealed class ChatRequests(Func<string, string?> secrets, EmbeddedAddress embedded)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public HttpRequestMessage Create(UpstreamCall call)
    {
        var deployment = call.Deployment;
        var root = deployment.Address ?? embedded.Value;
        var path = root.AbsolutePath.TrimEnd('/');
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(root, (path.Length == 0 ? "/v1" : path) + "/chat/completions"))
        {
            Content = new ReadOnlyMemoryContent(call.Body),
        };
        request.Content.Headers.ContentType = Json;
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (deployment.Surface == Surface.Emulator)
        {
            request.Headers.TryAddWithoutValidation("x-clearbar-entry", call.EntryId.ToString("N"));
        }

        if (deployment.KeyVariable is { } variable && secrets(variable) is { Length: > 0 } key)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + key);
        }

        return request;
    }
}
