using System.Buffers;
using System.Globalization;
using Clearbar.Keys;
using Clearbar.Configuration;
using Clearbar.Requests;
using Clearbar.Upstreams;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Hosting;

/// <summary>
/// The routes that list models. They answer from the catalog and reach no upstream, but for Bedrock's where the owner has set a deployment's
/// <c>lists</c> to <c>account</c>: then that account's control plane answers. They need a key like everything else, and their errors take the shape of
/// the provider whose path it is. Nothing here is billed.
/// </summary>
public sealed class ModelEndpoints(CurrentSnapshot snapshots, Authenticator authenticator, UpstreamClient upstreams, TimeProvider clock)
{
    /// <summary>Models on a page when the client does not say (Anthropic Models API, 2026-11).</summary>
    private const int DefaultPage = 20;
    private const int LargestPage = 1000;

    private static readonly TimeSpan AccountPatience = TimeSpan.FromSeconds(15);

    private static readonly GatewayError NotServed =
        new(ErrorKind.NotFound, "this model is not served here; GET /v1/models lists those that are");

    private static readonly GatewayError NoFoundationModel = new(
        ErrorKind.NotFound,
        "Could not resolve the foundation model from the provided model identifier; GET /foundation-models lists those served here");

    public void Map(WebApplication app)
    {
        app.MapGet("/v1/models", ModelsAsync);
        app.MapGet("/v1/models/{**id}", ModelAsync);
        app.MapGet("/openai/v1/models", OpenAiModelsAsync);
        app.MapGet("/openai/v1/models/{**id}", OpenAiModelAsync);
        app.MapGet("/foundation-models", FoundationModelsAsync);
        app.MapGet("/foundation-models/{**id}", FoundationModelAsync);
        app.MapGet("/foundation-model-availability/{**id}", AvailabilityAsync);
        app.MapGet("/inference-profiles", ProfilesAsync);
        app.MapGet("/inference-profiles/{**id}", ProfileAsync);
    }

    /// <summary>
    /// Both vendors' SDKs list models at <c>/v1/models</c>. Anthropic's always send <c>anthropic-version</c>, OpenAI's never do and send their key
    /// as a bearer token; whoever shows neither gets Anthropic's list.
    /// </summary>
    private static bool IsOpenAi(HttpContext http)
    {
        var headers = http.Request.Headers;
        return !headers.ContainsKey("anthropic-version") && !headers.ContainsKey("x-api-key")
            && headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
    }

    private Task ModelsAsync(HttpContext http) => IsOpenAi(http) ? OpenAiModelsAsync(http) : AnthropicModelsAsync(http);

    private Task ModelAsync(HttpContext http) => IsOpenAi(http) ? OpenAiModelAsync(http) : AnthropicModelAsync(http);

    private Task OpenAiModelsAsync(HttpContext http) => AnswerAsync(http, WireDialects.OpenAi, static (lists, output) =>
    {
        lists.WriteOpenAiModels(output);
        return null;
    });

    private Task OpenAiModelAsync(HttpContext http) => AnswerAsync(http, WireDialects.OpenAi, (lists, output) =>
        lists.TryWriteOpenAiModel(output, (string)http.Request.RouteValues["id"]!) ? null : NotServed);

    private Task AnthropicModelsAsync(HttpContext http) => AnswerAsync(http, WireDialects.Anthropic, (lists, output) =>
    {
        if (!TryReadNumber(http, "limit", DefaultPage, 1, LargestPage, out var limit))
        {
            return new GatewayError(ErrorKind.InvalidRequest, $"limit: give a whole number from 1 to {LargestPage}");
        }

        lists.WriteModels(output, limit, Query(http, "after_id"), Query(http, "before_id"));
        return null;
    });

    private Task AnthropicModelAsync(HttpContext http) => AnswerAsync(http, WireDialects.Anthropic, (lists, output) =>
        lists.TryWriteModel(output, (string)http.Request.RouteValues["id"]!) ? null : NotServed);

    private Task FoundationModelAsync(HttpContext http) => AnswerAsync(http, WireDialects.Converse, (lists, output) =>
        lists.TryWriteFoundationModel(output, RawId(http, "/foundation-models/")) ? null : NoFoundationModel);

    private Task AvailabilityAsync(HttpContext http) => AnswerAsync(http, WireDialects.Converse, (lists, output) =>
        lists.TryWriteAvailability(output, RawId(http, "/foundation-model-availability/")) ? null : NoFoundationModel);

    private Task ProfileAsync(HttpContext http) => AnswerAsync(http, WireDialects.Converse, (lists, output) =>
        lists.TryWriteInferenceProfile(output, RawId(http, "/inference-profiles/"))
            ? null
            : new GatewayError(
                ErrorKind.NotFound, "Could not resolve the inference profile from the provided identifier; GET /inference-profiles lists those served here"));

    private Task FoundationModelsAsync(HttpContext http) => AnswerAsync(http, WireDialects.Converse, (lists, output) =>
    {
        lists.WriteFoundationModels(
            output, Query(http, "byProvider"), Query(http, "byOutputModality"), Query(http, "byInferenceType"), Query(http, "byCustomizationType"));
        return null;
    });

    private Task ProfilesAsync(HttpContext http) => AnswerAsync(http, WireDialects.Converse, (lists, output) =>
    {
        // AWS service model, bedrock 2026-07-31: maxResults 1 to 1,000. The token is the number of profiles already given.
        if (!TryReadNumber(http, "maxResults", LargestPage, 1, LargestPage, out var limit) || !TryReadNumber(http, "nextToken", 0, 0, int.MaxValue / 2, out var start))
        {
            return new GatewayError(ErrorKind.InvalidRequest, $"maxResults must be a whole number from 1 to {LargestPage}, nextToken one this list gave");
        }

        lists.WriteInferenceProfiles(output, Query(http, "type"), start, limit);
        return null;
    });

    private async Task AnswerAsync(HttpContext http, WireDialect dialect, Func<ModelLists, IBufferWriter<byte>, GatewayError?> write)
    {
        await using var exchange = new Exchange(http, dialect, snapshots.Value, clock);
        if (!authenticator.TryAuthenticate(http, exchange.Snapshot.Keys, out _, out var pending, out var stranger)
            || (stranger = pending?.Refuse([])) is not null)
        {
            await ErrorReply.WriteAsync(exchange, stranger);
            return;
        }

        if (dialect.Id == Dialect.Converse && exchange.Snapshot.Options.Deployments.FirstOrDefault(static deployment => deployment.AnswersLists) is { } account)
        {
            await AskAccountAsync(exchange, account);
            return;
        }

        var output = new ArrayBufferWriter<byte>(4096);
        if (write(new ModelLists(exchange.Snapshot, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)), output) is { } error)
        {
            await ErrorReply.WriteAsync(exchange, error);
            return;
        }

        AnswerRelay.SetHeaders(exchange);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = output.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(output.WrittenMemory, http.RequestAborted);
    }

    /// <summary>What the deployment's own account says, as it says it.</summary>
    private async Task AskAccountAsync(Exchange exchange, Deployment account)
    {
        var http = exchange.Http;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            await ErrorReply.WriteAsync(exchange, new GatewayError(ErrorKind.InvalidRequest, "the request target must be a path, not a whole address"));
            return;
        }

        var query = http.Request.Query.Select(static pair => new KeyValuePair<string, string>(pair.Key, pair.Value.ToString()));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(exchange.Aborted);
        patience.CancelAfter(AccountPatience);
        try
        {
            var (status, errorType, body) = await upstreams.ControlPlane.GetAsync(account, target.Split('?')[0], query, patience.Token);
            AnswerRelay.SetHeaders(exchange);
            if (errorType is not null)
            {
                http.Response.Headers["x-amzn-errortype"] = errorType;
            }

            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = body.Length;
            await http.Response.BodyWriter.WriteAsync(body, exchange.Aborted);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !exchange.Aborted.IsCancellationRequested)
        {
            await ErrorReply.WriteAsync(exchange, new GatewayError(
                ErrorKind.UpstreamFailure, $"the control plane of deployment '{account.Name}' could not be asked: {exception.Message}"));
        }
    }

    /// <summary>
    /// The rest of the raw request target behind <paramref name="prefix"/>, unescaped once: SDKs send an ARN's slash as <c>%2F</c>, which the
    /// decoded path would keep.
    /// </summary>
    private static string RawId(HttpContext http, string prefix)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return Uri.UnescapeDataString(query < 0 ? target[prefix.Length..] : target[prefix.Length..query]);
    }

    private static string? Query(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static bool TryReadNumber(HttpContext http, string name, int fallback, int least, int most, out int value)
    {
        value = fallback;
        return Query(http, name) is not { } text
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);
    }
}
