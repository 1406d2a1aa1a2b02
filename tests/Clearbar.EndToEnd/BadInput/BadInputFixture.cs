using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.BadInput;

/// <summary>One gateway with a small body limit, in front of an upstream that always answers.</summary>
public sealed class BadInputFixture : IAsyncLifetime
{
    public FakeUpstream Upstream { get; private set; } = null!;

    public GatewayHarness Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync(static (http, request) =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.Body.WriteAsync(
                Faults.Answers.PiecesOf(request.Path == "/v1/messages" ? Shape.Messages : Shape.Converse)[0], http.RequestAborted).AsTask();
        });
        Gateway = await GatewayHarness.StartAsync(
            Upstream, static config => config["limits"] = new JsonObject { ["maxBodyBytes"] = BadRequests.MaxBodyBytes });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
