using System.Text.Json;
using Clearbar.Upstreams.Emulator.ControlPlane;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Turns route, headers and body into a checked request, or says what the service would refuse.</summary>
internal static class RequestReading
{
    /// <summary>Reads the request of an inference operation.</summary>
    /// <param name="keyed">Something is looked up by the last user text, so it must be hashed.</param>
    public static EmulatedRequest Read(Route route, HttpContext context, JsonElement body, ModelNames names, Caller caller, bool keyed)
    {
        var request = New(route, RequireObject(body), names, caller);
        switch (route.Operation)
        {
            case Operation.Messages:
                var version = context.Request.Headers["anthropic-version"].ToString();
                CheckVersion(request, version);
                AnthropicRequestReader.Read(body, request, counting: false, keyed);
                RequestRules.Check(request, version == Gatekeeper.NewestVersion);
                return request;
            case Operation.ChatCompletions:
                OpenAiRequestReader.Read(body, request, keyed);
                RequestRules.Check(request, samplingForbidden: false);
                return request;
            case Operation.Converse or Operation.ConverseStream:
                ConverseRequestReader.Read(body, request, keyed);
                RequestRules.Check(request, samplingForbidden: false);
                break;
            default:
                var inBody = VersionOf(body, request.Model);
                AnthropicRequestReader.Read(body, request, counting: false, keyed);
                RequestRules.Check(request, inBody == Gatekeeper.NewestVersion);
                break;
        }

        request.Stream = route.IsStreamOperation;
        return request;
    }

    /// <summary>Reads the request of a counting operation: the same prompt without its limits.</summary>
    public static EmulatedRequest ReadForCounting(Route route, JsonElement body, ModelNames names, Caller caller)
    {
        var request = New(route, RequireObject(body), names, caller);
        if (route.Operation == Operation.CountTokens)
        {
            AnthropicRequestReader.Read(body, request, counting: true, keyed: false);
            return request;
        }

        if (!body.Has("input"u8, out var input))
        {
            throw new RequestRejectedException("input: Field required");
        }

        if (input.Has("converse"u8, out var converse))
        {
            ConverseRequestReader.Read(converse, request, keyed: false);
        }
        else if (input.Has("invokeModel"u8, out var invoke) && invoke.Has("body"u8, out var blob))
        {
            using var document = ParseBlob(blob);
            AnthropicRequestReader.Read(document.RootElement, request, counting: true, keyed: false);
        }
        else
        {
            throw new RequestRejectedException("input: exactly one of invokeModel and converse must be set");
        }

        return request;
    }

    /// <summary>The model a request names, for the bill of a refused one.</summary>
    public static string? NameOf(Route route, JsonElement body) =>
        route.Model ?? (body.ValueKind == JsonValueKind.Object ? body.Text("model"u8) : null);

    private static JsonElement RequireObject(JsonElement body) => body.ValueKind == JsonValueKind.Object ? body
        : throw new RequestRejectedException("The request body must be a JSON object.");

    private static EmulatedRequest New(Route route, JsonElement body, ModelNames names, Caller caller)
    {
        var name = NameOf(route, body) ?? throw new RequestRejectedException("model: Field required");
        var (model, quotaName) = names.Resolve(route, name, caller);
        return new EmulatedRequest
        {
            Model = model,
            Bedrock = route.Bedrock,
            QuotaName = quotaName,
            ToolIdPrefix = route switch
            {
                { Operation: Operation.Converse or Operation.ConverseStream } => "tooluse_",
                { Surface: EmulatedSurface.OpenAi } => "call_",
                { Bedrock: true } => "toolu_bdrk_01",
                _ => "toolu_01",
            },
        };
    }

    private static JsonDocument ParseBlob(JsonElement blob)
    {
        if (blob.ValueKind != JsonValueKind.String || !blob.TryGetBytesFromBase64(out var bytes))
        {
            throw new RequestRejectedException("input.invokeModel.body: Input should be base64");
        }

        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw new RequestRejectedException($"input.invokeModel.body: not valid JSON: {exception.Message}");
        }
    }

    /// <summary>On Bedrock only models from 4.7 on take the newest version (Anthropic API release notes, Oct 2026).</summary>
    private static void CheckVersion(EmulatedRequest request, string version)
    {
        if (request is { Bedrock: true, Model.Generation: < 47 } && version == Gatekeeper.NewestVersion)
        {
            throw new RequestRejectedException($"anthropic-version: \"{version}\" is not a valid version for this model");
        }
    }

    /// <summary>
    /// <c>anthropic_version</c> of an InvokeModel body: <c>bedrock-2023-05-31</c>, or <c>2026-10-21</c> on models from 4.7 on (Anthropic
    /// API release notes, Oct 2026).
    /// </summary>
    private static string VersionOf(JsonElement body, EmulatedModel model)
    {
        var version = body.Text("anthropic_version"u8) ?? throw new RequestRejectedException("anthropic_version: Field required");
        var known = version == "bedrock-2023-05-31" || (version == Gatekeeper.NewestVersion && model.Generation >= 47);
        return known ? version
            : throw new RequestRejectedException($"anthropic_version: \"{version}\" is not a valid version for this model");
    }
}
