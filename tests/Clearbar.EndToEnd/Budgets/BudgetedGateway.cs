using System.Buffers;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Budgets;

/// <summary>A gateway with budgets in front of an upstream that always gives the same answer: 100 tokens in, 10 out.</summary>
internal sealed class BudgetedGateway : IAsyncDisposable
{
    /// <summary>What that answer costs of Haiku 4.5 at the global endpoint: 100 × $1 and 10 × $5 per million tokens.</summary>
    public const decimal HaikuCost = 0.00015m;

    private BudgetedGateway(FakeUpstream upstream, GatewayHarness harness)
    {
        Upstream = upstream;
        Harness = harness;
    }

    public FakeUpstream Upstream { get; }

    public GatewayHarness Harness { get; }

    public static Task<BudgetedGateway> StartAsync(params JsonObject[] budgets) =>
        StartAsync(config => config["budgets"] = new JsonArray([.. budgets]), AnswerWell);

    public static async Task<BudgetedGateway> StartAsync(
        Action<JsonObject> configure, Func<HttpContext, ReceivedRequest, Task> answer, TimeProvider? clock = null)
    {
        var upstream = await FakeUpstream.StartAsync(answer);
        return new BudgetedGateway(upstream, await GatewayHarness.StartAsync(GatewayHarness.DeploymentAt(upstream.Address), configure, clock: clock));
    }

    public static JsonObject Budget(string name, decimal usd, JsonObject? match = null)
    {
        var budget = new JsonObject { ["name"] = name, ["usd"] = usd };
        if (match is not null)
        {
            budget["match"] = match;
        }

        return budget;
    }

    public static Task AnswerWell(HttpContext http, ReceivedRequest request)
    {
        var shape = ShapeOf(request);
        http.Response.ContentType = Answers.ContentTypeOf(shape);
        return http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(shape)), http.RequestAborted).AsTask();
    }

    public Task<ClientReply> AskAsync(Shape shape = Shape.Messages, string model = "haiku", Action<HttpRequestMessage>? with = null)
    {
        var request = ClientRequest.Of(shape, model, "hello");
        with?.Invoke(request);
        return ClientReply.SendAsync(Harness.Http, shape, request);
    }

    /// <summary>One budget as <c>GET /clearbar/v1/budgets</c> shows it.</summary>
    public async Task<JsonObject> StateAsync(string name)
    {
        var text = await Harness.Http.GetStringAsync(new Uri("/clearbar/v1/budgets", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonNode.Parse(text)!["budgets"]!.AsArray().Select(node => node!.AsObject()).Single(node => (string?)node["name"] == name);
    }

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static Shape ShapeOf(ReceivedRequest request) => request.Path switch
    {
        _ when request.Path.EndsWith("converse", StringComparison.Ordinal) => Shape.Converse,
        _ when request.Path.EndsWith("converse-stream", StringComparison.Ordinal) => Shape.ConverseStream,
        _ => (bool?)JsonNode.Parse(request.Body)!["stream"] == true ? Shape.MessagesStream : Shape.Messages,
    };
}
