using Clearbar.Budgets;
using Clearbar.Configuration;
using Clearbar.Ledger;
using Clearbar.Outcomes;
using Clearbar.Requests;
using Clearbar.Shadows;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Every route of the gateway. Routes that can spend money at an upstream go through <see cref="Journey"/>, and only through it; counting tokens
/// reaches an upstream and is never billed (<see cref="TokenCounting"/>).
/// </summary>
public sealed class GatewayEndpoints(
    Journey journey, TokenCounting counting, CurrentSnapshot snapshots, TimeProvider clock, ILogger<GatewayEndpoints> logger)
{
    public static void Map(WebApplication app)
    {
        var endpoints = app.Services.GetRequiredService<GatewayEndpoints>();
        app.MapPost("/v1/messages", endpoints.MessagesAsync);
        app.MapPost("/v1/messages/count_tokens", endpoints.CountAsync);
        // The same under Bedrock's own path for it.
        app.MapPost("/anthropic/v1/messages", endpoints.MessagesAsync);
        app.MapPost("/anthropic/v1/messages/count_tokens", endpoints.CountAsync);
        app.MapPost("/v1/chat/completions", endpoints.ChatAsync);
        // Bedrock's own path for the same dialect.
        app.MapPost("/openai/v1/chat/completions", endpoints.ChatAsync);
        app.MapPost("/model/{**rest}", endpoints.ModelAsync);
        app.Services.GetRequiredService<ModelEndpoints>().Map(app);
        app.Services.GetRequiredService<DeploymentEndpoints>().Map(app);
        app.Services.GetRequiredService<BudgetEndpoint>().Map(app);
        app.Services.GetRequiredService<PoliciesEndpoint>().Map(app);
        app.Services.GetRequiredService<OutcomesEndpoint>().Map(app);
        app.MapGet("/healthz", () => "ok\n");
        app.MapGet("/readyz", Ready);
        app.Map("/v1/{**rest}", endpoints.NotFoundAsync);
        app.Map("/openai/{**rest}", endpoints.NotFoundAsync);
        app.Map("/anthropic/{**rest}", endpoints.NotFoundAsync);
        app.Map("/model/{**rest}", endpoints.NotFoundAsync).WithOrder(1);
    }

    private static IResult Ready(LedgerService ledger)
    {
        var health = ledger.Health;
        return health.StoreError is null
            ? Results.Text("ready\n")
            : Results.Text($"ready, the ledger's store is not: {health.StoreError} ({health.UndrainedRecords} records wait in the journal)\n");
    }

    private Task MessagesAsync(HttpContext http) => RunAsync(http, WireDialects.Anthropic, null, null);

    private Task ChatAsync(HttpContext http) => RunAsync(http, WireDialects.OpenAi, null, null);

    private Task CountAsync(HttpContext http) => CountAsync(http, WireDialects.Anthropic, null);

    private Task ModelAsync(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (RawTarget.TryParseModelPath(target, out var model, out var operation))
        {
            if (model.Length > RawTarget.MaxModelLength)
            {
                return RefuseAsync(http, new GatewayError(
                    ErrorKind.InvalidRequest, $"the model id in the path is longer than {RawTarget.MaxModelLength} characters; use a model id, an inference profile or its ARN"));
            }

            switch (operation)
            {
                case "converse":
                    return RunAsync(http, WireDialects.Converse, model, false);
                case "converse-stream":
                    return RunAsync(http, WireDialects.Converse, model, true);
                case "invoke":
                    return RunAsync(http, WireDialects.Invoke, model, false);
                case "invoke-with-response-stream":
                    return RunAsync(http, WireDialects.Invoke, model, true);
                case "count-tokens":
                    return CountAsync(http, WireDialects.Converse, model);
            }
        }

        return NotFoundAsync(http);
    }

    private Task RunAsync(HttpContext http, WireDialect dialect, string? pathModel, bool? pathStream) =>
        GuardAsync(http, dialect, pathModel, pathStream, counts: false);

    private Task CountAsync(HttpContext http, WireDialect dialect, string? pathModel) => GuardAsync(http, dialect, pathModel, null, counts: true);

    /// <param name="counts">Only the prompt's tokens are asked for.</param>
    private async Task GuardAsync(HttpContext http, WireDialect dialect, string? pathModel, bool? pathStream, bool counts)
    {
        await using var exchange = new Exchange(http, dialect, snapshots.Value, clock);
        try
        {
            await (counts ? counting.RunAsync(exchange, pathModel) : journey.RunAsync(exchange, pathModel, pathStream));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            // The one catch-all of the path: it drops this request only, and tells the client in its own dialect.
            JourneyLog.GatewayFault(logger, exchange.RequestId, exception);
            await ErrorReply.WriteAsync(exchange, new GatewayError(ErrorKind.Internal, $"the gateway failed on this request; its log names {exchange.RequestId}"));
        }

        if (exchange.BreaksOff)
        {
            throw new StreamBrokenOffException(exchange.RequestId);
        }
    }

    private Task NotFoundAsync(HttpContext http) => RefuseAsync(http, new GatewayError(
        ErrorKind.NotFound,
        $"{http.Request.Method} {Shorten(http.Request.Path.Value!)} is not served here; POST /v1/messages, /v1/chat/completions and /model/{{id}}/converse, converse-stream, invoke or invoke-with-response-stream are"));

    /// <summary>Refuses without a journey, in the dialect of the path.</summary>
    private async Task RefuseAsync(HttpContext http, GatewayError error)
    {
        var path = http.Request.Path;
        var dialect = path.StartsWithSegments("/model", StringComparison.Ordinal) ? WireDialects.Converse
            : path.StartsWithSegments("/openai", StringComparison.Ordinal) || path.StartsWithSegments("/v1/chat", StringComparison.Ordinal) ? WireDialects.OpenAi
            : WireDialects.Anthropic;
        await using var exchange = new Exchange(http, dialect, snapshots.Value, clock);
        await ErrorReply.WriteAsync(exchange, error);
    }

    private static string Shorten(string path) => path.Length <= 120 ? path : path[..120] + "…";
}
