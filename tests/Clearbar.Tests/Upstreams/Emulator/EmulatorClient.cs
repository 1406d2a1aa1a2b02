using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>An emulator on a free port and a plain HTTP client for it.</summary>
internal sealed class EmulatorClient : IAsyncDisposable
{
    public const string Haiku = "claude-haiku-4-5";
    public const string HaikuOnBedrock = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
    public const string Sonnet = "claude-sonnet-4-6";
    public const string SonnetOnBedrock = "us.anthropic.claude-sonnet-4-6";

    private EmulatorClient(EmulatorHost host)
    {
        Host = host;
        Http = new HttpClient { BaseAddress = host.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
    }

    public EmulatorHost Host { get; }

    public HttpClient Http { get; }

    public static async Task<EmulatorClient> StartAsync(EmulatorOptions? options = null) =>
        new(await EmulatorHost.StartAsync(options ?? new EmulatorOptions(), TestContext.Current.CancellationToken));

    public static JsonObject Ask(string text = "What is a ledger?", string model = Haiku, int maxTokens = 200) => new()
    {
        ["model"] = model,
        ["max_tokens"] = maxTokens,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
    };

    public static JsonObject AskConverse(string text = "What is a ledger?") => new()
    {
        ["messages"] = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject { ["text"] = text }),
        }),
        ["inferenceConfig"] = new JsonObject { ["maxTokens"] = 200 },
    };

    public static JsonObject AskInvoke(string text = "What is a ledger?")
    {
        var body = Ask(text);
        body.Remove("model");
        body["anthropic_version"] = "bedrock-2023-05-31";
        return body;
    }

    public static string PathOf(string model, string operation) => $"/model/{Uri.EscapeDataString(model)}/{operation}";

    public Task<HttpResponseMessage> SendAsync(string path, JsonNode body, string key = "test-key", string? entry = null) =>
        SendTextAsync(path, body.ToJsonString(), key, entry);

    public async Task<HttpResponseMessage> SendTextAsync(string path, string body, string key = "test-key", string? entry = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        if (entry is not null)
        {
            request.Headers.Add("x-clearbar-entry", entry);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends to the Messages endpoint and returns the message; fails on any other status than 200.</summary>
    public async Task<JsonElement> MessageAsync(JsonNode body, string key = "test-key")
    {
        using var response = await SendAsync("/v1/messages", body, key);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    public async Task<JsonElement> ConverseAsync(JsonNode body, string model = HaikuOnBedrock)
    {
        using var response = await SendAsync(PathOf(model, "converse"), body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    public async Task<JsonElement> BillAsync()
    {
        using var stream = await Http.GetStreamAsync("/emulator/bill", TestContext.Current.CancellationToken);
        using var document = await JsonDocument.ParseAsync(stream);
        return document.RootElement.Clone();
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }
}
