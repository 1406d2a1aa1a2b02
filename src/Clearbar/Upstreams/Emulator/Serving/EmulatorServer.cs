using System.Text.Json;
using Clearbar.Upstreams.Emulator.ControlPlane;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Rules;
using Clearbar.Upstreams.Emulator.Writing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Answers every request to the emulator; each response carries <c>x-clearbar-emulated: true</c>.</summary>
internal sealed class EmulatorServer(EmulatorState state)
{
    public const string Banner =
        "CLEARBAR EMULATOR: nothing here was said by a model. Bedrock, Anthropic and OpenAI wire formats for tests; "
        + "answers are invented or read from a sheet.\n";

    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-clearbar-emulated"] = "true";
        var caller = Caller.Of(context, state.Accounts);
        var route = Place(Route.Of(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget), context, caller);
        if (route.Operation != Operation.Unknown && !HttpMethods.Equals(context.Request.Method, route.Method))
        {
            return RefuseAsync(context, route, Failure.MethodNotAllowed, $"Use {route.Method} for {route.Name}.");
        }

        return route switch
        {
            { IsInference: true } => new Attempt(state, context, route, caller).RunAsync(),
            { Operation: Operation.Bill } => WriteBillAsync(context),
            { Operation: Operation.Reset } => ResetAsync(context),
            { Operation: Operation.Banner } => WriteBannerAsync(context),
            { Operation: Operation.Unknown } => RefuseAsync(
                context, route, Failure.NotFound, $"There is nothing at {context.Request.Path}; docs/emulator.md lists what is served."),
            _ => ReplyAsync(context, route, caller),
        };
    }

    /// <summary>What the path alone does not say: which of the services that share it is meant.</summary>
    private static Route Place(Route route, HttpContext context, Caller caller)
    {
        var headers = context.Request.Headers;
        return (route.Surface, caller.Service) switch
        {
            (EmulatedSurface.BedrockMessages, "bedrock-mantle") => route with { Surface = EmulatedSurface.Mantle },
            (EmulatedSurface.AnthropicApi, "aws-external-anthropic") => route with { Surface = EmulatedSurface.ClaudePlatform },
            // Both vendors' SDKs list models at /v1/models. Anthropic's always send their version, OpenAI's a bearer token and no version.
            (EmulatedSurface.AnthropicApi, _) when route.Operation is Operation.Models or Operation.Model
                && !headers.ContainsKey("anthropic-version") && !headers.ContainsKey("x-api-key")
                && headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) =>
                route with { Surface = EmulatedSurface.OpenAi },
            _ => route,
        };
    }

    /// <summary>Counts and lists: whole answers at once, that only faults naming their path can spoil.</summary>
    private async Task ReplyAsync(HttpContext context, Route route, Caller caller)
    {
        var number = state.Ids.Next();
        state.Ids.Tell(context, route, number);
        FaultRule? fault = null;
        try
        {
            using var body = await RequestBody.ReadAsync(context);
            state.Gate.Check(context, route, body.Bytes);
            fault = state.Faults.Next(new CallFacts(
                route.Model ?? "", "", route.Name, Inference: false, false, route.SurfaceName, caller.Account, caller.RegionOrDefault, default));
            if (fault is not null && FaultOutcomes.RefusalOf(fault.Kind) is var failure and not Failure.None)
            {
                throw new RequestRejectedException(failure, fault.Message ?? FailureShape.Of(failure).Message);
            }

            using var output = new PooledWriter();
            using (var json = AnswerShape.JsonOn(output))
            {
                Write(json, context, route, caller, body);
            }

            await SendAsync(context, output);
        }
        catch (RequestRejectedException rejected)
        {
            await Refusals.WriteAsync(
                context, route.Errors, rejected.Failure, rejected.Message, state.Ids.Of(route, number),
                fault?.Kind == FaultKind.Throttle ? fault.RetryAfterSeconds : null);
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Refusals.WriteAsync(context, route.Errors, Failure.TooLarge, null, state.Ids.Of(route, number), null);
        }
    }

    private void Write(Utf8JsonWriter json, HttpContext context, Route route, Caller caller, RequestBody body)
    {
        switch (route.Operation)
        {
            case Operation.Models when route.Surface == EmulatedSurface.OpenAi:
                ModelLists.WriteOpenAiModels(json);
                break;
            case Operation.Models:
                ModelLists.WriteModels(json);
                break;
            case Operation.Model:
                WriteModel(json, route);
                break;
            case Operation.FoundationModels:
                new FoundationModels(state.Names, caller).WriteList(json, context.Request.Query);
                break;
            case Operation.FoundationModel:
                new FoundationModels(state.Names, caller).Write(json, route.Model!);
                break;
            case Operation.FoundationModelAvailability:
                new FoundationModels(state.Names, caller).WriteAvailability(json, route.Model!);
                break;
            case Operation.InferenceProfiles:
                new InferenceProfiles(state.Names, caller).WriteList(json, context.Request.Query);
                break;
            case Operation.InferenceProfile:
                new InferenceProfiles(state.Names, caller).Write(json, route.Model!);
                break;
            default:
                body.Parse();
                json.WriteStartObject();
                json.WriteNumber(
                    route.Operation == Operation.BedrockCountTokens ? "inputTokens"u8 : "input_tokens"u8,
                    RequestReading.ReadForCounting(route, body.Root, state.Names, caller).PromptTokens);
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteModel(Utf8JsonWriter json, Route route)
    {
        var openAi = route.Surface == EmulatedSurface.OpenAi;
        if (!EmulatedModels.TryFindDirect(route.Model!, out var model))
        {
            throw new RequestRejectedException(Failure.NotFound, openAi ? $"The model '{route.Model}' does not exist" : $"model: {route.Model}");
        }

        if (openAi)
        {
            ModelLists.WriteOpenAiModel(json, model);
        }
        else
        {
            ModelLists.WriteModel(json, model);
        }
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

    private Task RefuseAsync(HttpContext context, Route route, Failure failure, string message)
    {
        var number = state.Ids.Next();
        state.Ids.Tell(context, route, number);
        return Refusals.WriteAsync(context, route.Errors, failure, message, state.Ids.Of(route, number), null);
    }
}
