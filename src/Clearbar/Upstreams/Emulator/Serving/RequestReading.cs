using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Writing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Turns route, headers and body into a checked request, or says what the service would refuse.</summary>
internal static class RequestReading
{
    private const string NewestVersion = "2026-10-21";

    /// <summary>Reads the request of an inference operation.</summary>
    /// <param name="keyed">An answer sheet is loaded, so the last user text must be hashed.</param>
    public static EmulatedRequest Read(Route route, HttpContext context, JsonElement body, bool keyed)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new RequestRejectedException("The request body must be a JSON object.");
        }

        if (route.Operation == Operation.Messages)
        {
            var request = new EmulatedRequest { Model = DirectModel(body), Bedrock = false };
            AnthropicRequestReader.Read(body, request, counting: false, keyed);
            RequestRules.Check(request, context.Request.Headers["anthropic-version"] == NewestVersion);
            return request;
        }

        var bought = new EmulatedRequest { Model = BedrockModel(route.Model!), Bedrock = true };
        if (route.Operation is Operation.Converse or Operation.ConverseStream)
        {
            ConverseRequestReader.Read(body, bought, keyed);
            RequestRules.Check(bought, samplingForbidden: false);
        }
        else
        {
            var version = VersionOf(body, bought.Model);
            AnthropicRequestReader.Read(body, bought, counting: false, keyed);
            RequestRules.Check(bought, version == NewestVersion);
        }

        bought.Stream = route.IsStreamOperation;
        return bought;
    }

    /// <summary>Reads the request of a counting operation: the same prompt without its limits.</summary>
    public static EmulatedRequest ReadForCounting(Route route, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new RequestRejectedException("The request body must be a JSON object.");
        }

        if (route.Operation == Operation.CountTokens)
        {
            var counted = new EmulatedRequest { Model = DirectModel(body), Bedrock = false };
            AnthropicRequestReader.Read(body, counted, counting: true, keyed: false);
            return counted;
        }

        var request = new EmulatedRequest { Model = BedrockModel(route.Model!), Bedrock = true };
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

    private static EmulatedModel DirectModel(JsonElement body)
    {
        var id = body.Text("model"u8) ?? throw new RequestRejectedException("model: Field required");
        return EmulatedModels.TryFindDirect(id, out var model) ? model : Unknown(Failure.UnknownModel, $"model: {id}");
    }

    private static EmulatedModel BedrockModel(string id) =>
        EmulatedModels.TryFindBedrock(id, out var model) ? model
            : Unknown(Failure.UnknownModel, "The provided model identifier is invalid.");

    [DoesNotReturn]
    private static EmulatedModel Unknown(Failure failure, string message) => throw new RequestRejectedException(failure, message);

    /// <summary>
    /// <c>anthropic_version</c> of an InvokeModel body: <c>bedrock-2023-05-31</c>, or <c>2026-10-21</c> on models from 4.7 on (Anthropic
    /// API release notes, Oct 2026).
    /// </summary>
    private static string VersionOf(JsonElement body, EmulatedModel model)
    {
        var version = body.Text("anthropic_version"u8) ?? throw new RequestRejectedException("anthropic_version: Field required");
        var known = version == "bedrock-2023-05-31" || (version == NewestVersion && model.Generation >= 47);
        return known ? version
            : throw new RequestRejectedException($"anthropic_version: \"{version}\" is not a valid version for this model");
    }
}
