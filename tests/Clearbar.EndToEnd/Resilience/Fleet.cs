using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Resilience;

/// <summary>A gateway in front of several scripted upstreams, named <c>a</c>, <c>b</c>, <c>c</c> in the owner's order.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private readonly List<FakeUpstream> _upstreams;

    private Fleet(GatewayHarness gateway, List<FakeUpstream> upstreams)
    {
        Gateway = gateway;
        _upstreams = upstreams;
    }

    public GatewayHarness Gateway { get; }

    public IReadOnlyList<FakeUpstream> Upstreams => _upstreams;

    /// <summary>Calls that have reached any upstream.</summary>
    public int Calls => _upstreams.Sum(static upstream => upstream.Received.Count);

    public static Task<Fleet> StartAsync(params Func<HttpContext, Task>[] answers) => StartAsync(static _ => { }, null, answers);

    /// <param name="configure">Changes the whole configuration; the deployments are there already.</param>
    public static async Task<Fleet> StartAsync(Action<JsonObject> configure, TimeProvider? clock, params Func<HttpContext, Task>[] answers)
    {
        var upstreams = new List<FakeUpstream>();
        var deployments = new JsonArray();
        foreach (var answer in answers)
        {
            var upstream = await FakeUpstream.StartAsync((http, request) =>
            {
                http.Items[typeof(ReceivedRequest)] = request;
                return answer(http);
            });
            deployments.Add(new JsonObject
            {
                ["name"] = ((char)('a' + upstreams.Count)).ToString(),
                ["surface"] = "emulator",
                ["url"] = upstream.Address.ToString(),
            });
            upstreams.Add(upstream);
        }

        var gateway = await GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstreams[0].Address),
            config =>
            {
                config["deployments"] = deployments;
                configure(config);
            },
            clock: clock);
        return new Fleet(gateway, upstreams);
    }

    /// <summary>Answers every request well, in its own shape.</summary>
    public static async Task GoodAsync(HttpContext http)
    {
        var shape = ShapeOf(http);
        http.Response.ContentType = Answers.ContentTypeOf(shape);
        await http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(shape)));
    }

    /// <summary>Refuses every request with a status.</summary>
    public static Func<HttpContext, Task> Refusing(int status, string type = "api_error", params (string Name, string Value)[] headers) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Answers.Json;
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.WriteAsync($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"said by the upstream"}}""");
    };

    /// <summary>What the upstream was sent.</summary>
    public static ReceivedRequest RequestOf(HttpContext http) => (ReceivedRequest)http.Items[typeof(ReceivedRequest)]!;

    /// <summary>
    /// The request's shape; a Messages stream is known by its body, which has been read, so by a header the fleet's client sends.
    /// </summary>
    public static Shape ShapeOf(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        return path.EndsWith("/converse", StringComparison.Ordinal) ? Shape.Converse
            : path.EndsWith("/converse-stream", StringComparison.Ordinal) ? Shape.ConverseStream
            : http.Request.Headers["anthropic-version"] == Streamed ? Shape.MessagesStream
            : Shape.Messages;
    }

    /// <summary>Sends a request of a shape as any client would.</summary>
    public Task<ClientReply> AskAsync(Shape shape = Shape.Messages, string model = "opus", string? className = null, Action<HttpRequestMessage>? change = null)
    {
        var request = ClientRequest.Of(shape, model, "hi", className);
        change?.Invoke(request);
        if (shape == Shape.MessagesStream)
        {
            request.Headers.Add("anthropic-version", Streamed);
        }

        return ClientReply.SendAsync(Gateway.Http, shape, request);
    }

    /// <summary>The ledger, tries in their order: entry ids of one millisecond have none.</summary>
    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync() =>
        [.. (await Gateway.LedgerAsync()).OrderBy(static row => row.Attempt)];

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    private const string Streamed = "2026-10-21";
}
