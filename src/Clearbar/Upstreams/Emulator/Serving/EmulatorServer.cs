using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Writing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Answers every request to the emulator; each response carries <c>x-clearbar-emulated: true</c>.</summary>
internal sealed class EmulatorServer(EmulatorState state)
{
    public const string Banner =
        "CLEARBAR EMULATOR: nothing here was said by a model. Bedrock and Anthropic wire formats for tests; "
        + "answers are invented or read from a sheet.\n";

    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-clearbar-emulated"] = "true";
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var route = Route.Of(target);
        if (route.Operation != Operation.Unknown && !HttpMethods.Equals(context.Request.Method, route.Method))
        {
            return RefuseAsync(context, route, Failure.MethodNotAllowed, $"Use {route.Method} for {route.Name}.");
        }

        return route.Operation switch
        {
            _ when route.IsInference => new Attempt(state, context, route).RunAsync(),
            Operation.CountTokens or Operation.BedrockCountTokens => CountAsync(context, route),
            Operation.Models => WriteAsync(context, route, ModelLists.WriteModels),
            Operation.Model => EmulatedModels.TryFindDirect(route.Model!, out var model)
                ? WriteAsync(context, route, json => ModelLists.WriteModel(json, model))
                : RefuseAsync(context, route, Failure.NotFound, $"model: {route.Model}"),
            Operation.FoundationModels => WriteAsync(context, route, ModelLists.WriteFoundationModels),
            Operation.InferenceProfiles => WriteAsync(context, route, ModelLists.WriteInferenceProfiles),
            Operation.Bill => WriteBillAsync(context),
            Operation.Reset => ResetAsync(context),
            Operation.Banner => WriteBannerAsync(context),
            _ => RefuseAsync(context, route, Failure.NotFound, $"There is nothing at {target}."),
        };
    }

    private async Task CountAsync(HttpContext context, Route route)
    {
        try
        {
            using var body = await RequestBody.ReadAsync(context);
            var tokens = RequestReading.ReadForCounting(route, body.Root).PromptTokens;
            await WriteAsync(context, route, json =>
            {
                json.WriteStartObject();
                json.WriteNumber(route.Bedrock ? "inputTokens"u8 : "input_tokens"u8, tokens);
                json.WriteEndObject();
            });
        }
        catch (RequestRejectedException rejected)
        {
            await RefuseAsync(context, route, rejected.Failure, rejected.Message);
        }
    }

    private async Task WriteAsync(HttpContext context, Route route, Action<System.Text.Json.Utf8JsonWriter> write)
    {
        using var body = new PooledWriter();
        using (var json = AnswerShape.JsonOn(body))
        {
            write(json);
        }

        Refusals.SetRequestId(context, route.Bedrock, IdFor(route));
        await SendAsync(context, body);
    }

    private async Task WriteBillAsync(HttpContext context)
    {
        using var body = new PooledWriter();
        state.Bill.Write(body);
        await SendAsync(context, body);
    }

    private Task ResetAsync(HttpContext context)
    {
        state.Reset();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task WriteBannerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(Banner, context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, PooledWriter body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Count;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private Task RefuseAsync(HttpContext context, Route route, Failure failure, string message) =>
        Refusals.WriteAsync(context, route.Bedrock, failure, message, IdFor(route), null);

    private string IdFor(Route route)
    {
        var number = state.Ids.Next();
        return route.Bedrock ? state.Ids.Aws(number) : state.Ids.Anthropic(number);
    }
}
