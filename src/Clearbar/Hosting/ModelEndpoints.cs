using System.Buffers;
using System.Globalization;
using Clearbar.Keys;
using Clearbar.Configuration;
using Clearbar.Requests;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Hosting;

/// <summary>
/// The routes that list models. They answer from the catalog and never reach an upstream; they need a key like everything else, and their
/// errors take the shape of the provider whose path it is.
/// </summary>
public sealed class ModelEndpoints(CurrentSnapshot snapshots, Authenticator authenticator, TimeProvider clock)
{
    /// <summary>Models on a page when the client does not say (Anthropic Models API, 2026-11).</summary>
    private const int DefaultPage = 20;
    private const int LargestPage = 1000;

    public void Map(WebApplication app)
    {
        app.MapGet("/v1/models", ModelsAsync);
        app.MapGet("/v1/models/{**id}", ModelAsync);
        app.MapGet("/foundation-models", FoundationModelsAsync);
        app.MapGet("/inference-profiles", ProfilesAsync);
    }

    private Task ModelsAsync(HttpContext http) => AnswerAsync(http, WireDialects.Anthropic, (lists, output) =>
    {
        if (!TryReadNumber(http, "limit", DefaultPage, 1, LargestPage, out var limit))
        {
            return new GatewayError(ErrorKind.InvalidRequest, $"limit: give a whole number from 1 to {LargestPage}");
        }

        lists.WriteModels(output, limit, Query(http, "after_id"), Query(http, "before_id"));
        return null;
    });

    private Task ModelAsync(HttpContext http) => AnswerAsync(http, WireDialects.Anthropic, (lists, output) =>
    {
        var id = (string)http.Request.RouteValues["id"]!;
        return lists.TryWriteModel(output, id)
            ? null
            : new GatewayError(ErrorKind.NotFound, "this model is not served here; GET /v1/models lists those that are");
    });

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

    private static string? Query(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static bool TryReadNumber(HttpContext http, string name, int fallback, int least, int most, out int value)
    {
        value = fallback;
        return Query(http, name) is not { } text
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);
    }
}
