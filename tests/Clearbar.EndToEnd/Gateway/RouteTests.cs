using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>
/// Requirement 8: one metering point. Every route stands in a list with what it may do; a route that is not in the list breaks the test until
/// somebody has thought about it.
/// </summary>
public sealed class RouteTests
{
    /// <summary>Routes that call an upstream, with a path that does. All others must not.</summary>
    private static readonly Dictionary<string, string[]> Metered = new(StringComparer.Ordinal)
    {
        ["POST /v1/messages"] = ["/v1/messages"],
        ["POST /anthropic/v1/messages"] = ["/anthropic/v1/messages"],
        ["POST /v1/chat/completions"] = ["/v1/chat/completions"],
        ["POST /openai/v1/chat/completions"] = ["/openai/v1/chat/completions"],
        ["POST /model/{**rest}"] =
        [
            "/model/sonnet/converse", "/model/sonnet/converse-stream", "/model/sonnet/invoke", "/model/sonnet/invoke-with-response-stream",
        ],
    };

    /// <summary>
    /// Routes that call an upstream for nothing: neither provider bills a count of tokens, so it has no ledger entry (docs/decisions/0008). The
    /// second one is part of a metered route.
    /// </summary>
    private static readonly Dictionary<string, string> Free = new(StringComparer.Ordinal)
    {
        ["POST /v1/messages/count_tokens"] = "/v1/messages/count_tokens",
        ["POST /anthropic/v1/messages/count_tokens"] = "/anthropic/v1/messages/count_tokens",
        ["POST /model/{**rest}"] = "/model/sonnet/count-tokens",
    };

    /// <summary>Routes that answer by themselves. A route without a method takes every method.</summary>
    private static readonly Dictionary<string, string> Local = new(StringComparer.Ordinal)
    {
        ["GET /healthz"] = "/healthz",
        ["GET /clearbar/v1/budgets"] = "/clearbar/v1/budgets",
        ["GET /readyz"] = "/readyz",
        ["GET /v1/models"] = "/v1/models",
        ["GET /v1/models/{**id}"] = "/v1/models/claude-opus-5",
        ["GET /foundation-models"] = "/foundation-models",
        ["GET /openai/v1/models"] = "/openai/v1/models",
        ["GET /openai/v1/models/{**id}"] = "/openai/v1/models/claude-opus-5",
        ["GET /foundation-models/{**id}"] = "/foundation-models/anthropic.claude-opus-5",
        ["GET /foundation-model-availability/{**id}"] = "/foundation-model-availability/anthropic.claude-opus-5",
        ["GET /inference-profiles"] = "/inference-profiles",
        ["* /openai/{**rest}"] = "/openai/v1/responses",
        ["* /anthropic/{**rest}"] = "/anthropic/v1/models",
        ["GET /inference-profiles/{**id}"] = "/inference-profiles/global.anthropic.claude-opus-5",
        ["GET /clearbar/v1/deployments"] = "/clearbar/v1/deployments",
        ["GET /clearbar/v1/policies"] = "/clearbar/v1/policies",
        ["POST /clearbar/v1/outcomes"] = "/clearbar/v1/outcomes",
        ["* /v1/{**rest}"] = "/v1/anything/else",
        ["* /model/{**rest}"] = "/model/anything/else",
    };

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

    [Fact]
    public async Task Every_route_is_known_and_only_the_metered_ones_reach_an_upstream()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, request) =>
        {
            var shape = request.Path switch
            {
                "/v1/messages" => Shape.Messages,
                _ when request.Path.EndsWith("invoke", StringComparison.Ordinal) => Shape.Messages,
                _ when request.Path.EndsWith("stream", StringComparison.Ordinal) => Shape.ConverseStream,
                _ => Shape.Converse,
            };
            http.Response.ContentType = Answers.ContentTypeOf(shape);
            return http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(shape)), http.RequestAborted).AsTask();
        });
        EndpointDataSource? endpoints = null;
        await using var gateway = await GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstream.Address),
            configure: null,
            configureApp: app => endpoints = new CompositeEndpointDataSource(((IEndpointRouteBuilder)app).DataSources));

        var routes = endpoints!.Endpoints.OfType<RouteEndpoint>().SelectMany(NamesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(Metered.Keys.Union(Free.Keys, StringComparer.Ordinal).Concat(Local.Keys).Order(StringComparer.Ordinal), routes);

        foreach (var path in Local.Values.Concat(["/", "/emulator/bill"]))
        {
            foreach (var method in Methods)
            {
                await AskAsync(gateway, method, path);
                Assert.Empty(upstream.Received);
            }
        }

        var sent = 0;
        foreach (var path in Metered.Values.SelectMany(paths => paths))
        {
            foreach (var method in Methods)
            {
                sent += method == "POST" ? 1 : 0;
                await AskAsync(gateway, method, path);
                Assert.Equal(sent, upstream.Received.Count);
                Assert.Equal(
                    upstream.Received.Select(request => Guid.ParseExact(request.Headers["x-clearbar-entry"], "N")).Order(),
                    (await gateway.LedgerAsync()).Select(row => row.EntryId).Order());
            }
        }

        var entries = (await gateway.LedgerAsync()).Count;
        foreach (var path in Free.Values)
        {
            foreach (var method in Methods)
            {
                sent += method == "POST" ? 1 : 0;
                await AskAsync(gateway, method, path);
                Assert.Equal(sent, upstream.Received.Count);
            }
        }

        Assert.Equal(entries, (await gateway.LedgerAsync()).Count);
    }

    private static async Task AskAsync(GatewayHarness gateway, string method, string path)
    {
        var body = path.StartsWith("/model", StringComparison.Ordinal) && !path.Contains("invoke", StringComparison.Ordinal)
            ? ClientRequest.BodyOf(Shape.Converse, "sonnet", "hi")
            : ClientRequest.BodyOf(Shape.Messages, "sonnet", "hi");
        using var request = ClientRequest.Post(path, body);
        request.Method = new HttpMethod(method);
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> NamesOf(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"];
        return methods.Select(method => $"{method} {endpoint.RoutePattern.RawText}");
    }
}
