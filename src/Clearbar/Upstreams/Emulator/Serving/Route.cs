using Clearbar.Upstreams.Emulator.Writing;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>A request line, read: operation, the service its path belongs to, the model it names, and the last part of the path.</summary>
/// <param name="Model">The model or profile of the path, unescaped once; null where the body names it.</param>
/// <param name="Name">The operation as scenarios call it, for example <c>converse-stream</c>.</param>
internal readonly record struct Route(Operation Operation, EmulatedSurface Surface, string? Model, string Name)
{
    public ErrorForm Errors => Surface switch
    {
        EmulatedSurface.BedrockRuntime or EmulatedSurface.ControlPlane => ErrorForm.Aws,
        EmulatedSurface.OpenAi => ErrorForm.OpenAi,
        _ => ErrorForm.Anthropic,
    };

    /// <summary>The model is bought on Bedrock, in whatever dialect.</summary>
    public bool Bedrock => Surface is EmulatedSurface.BedrockRuntime or EmulatedSurface.BedrockMessages or EmulatedSurface.Mantle
        or EmulatedSurface.ControlPlane;

    /// <summary>AWS credentials are what the service expects.</summary>
    public bool Aws => Bedrock || Surface == EmulatedSurface.ClaudePlatform;

    public bool IsStreamOperation => Operation is Operation.ConverseStream or Operation.InvokeStream;

    public bool IsInference => Operation is Operation.Messages or Operation.ChatCompletions or Operation.Converse
        or Operation.ConverseStream or Operation.Invoke or Operation.InvokeStream;

    /// <summary>A page of the emulator itself: no credentials, no faults.</summary>
    public bool IsOwn => Operation is Operation.Bill or Operation.Reset or Operation.Banner;

    public string Method => IsInference || Operation is Operation.CountTokens or Operation.BedrockCountTokens or Operation.Reset
        ? "POST" : "GET";

    /// <summary>The surface as the bill and scenarios call it.</summary>
    public string SurfaceName => NameOf(Surface);

    public static string NameOf(EmulatedSurface surface) => surface switch
    {
        EmulatedSurface.AnthropicApi => "anthropic-api",
        EmulatedSurface.ClaudePlatform => "claude-platform-aws",
        EmulatedSurface.Mantle => "bedrock-mantle",
        EmulatedSurface.OpenAi => "openai-compatible",
        EmulatedSurface.None => "emulator",
        _ => "bedrock",
    };

    /// <summary>
    /// Reads the paths of docs/emulator.md from the raw request target. A model id in the middle of a path is cut at the slash before the last
    /// part, so both <c>%2F</c> and a bare slash of an ARN are taken; every id is unescaped exactly once.
    /// </summary>
    public static Route Of(string rawTarget)
    {
        var query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rawTarget : rawTarget[..query];
        return path switch
        {
            "/v1/messages" => new(Operation.Messages, EmulatedSurface.AnthropicApi, null, "messages"),
            "/v1/messages/count_tokens" => new(Operation.CountTokens, EmulatedSurface.AnthropicApi, null, "count_tokens"),
            "/anthropic/v1/messages" => new(Operation.Messages, EmulatedSurface.BedrockMessages, null, "messages"),
            "/anthropic/v1/messages/count_tokens" =>
                new(Operation.CountTokens, EmulatedSurface.BedrockMessages, null, "count_tokens"),
            "/v1/chat/completions" or "/openai/v1/chat/completions" =>
                new(Operation.ChatCompletions, EmulatedSurface.OpenAi, null, "completions"),
            "/v1/models" => new(Operation.Models, EmulatedSurface.AnthropicApi, null, "models"),
            "/openai/v1/models" => new(Operation.Models, EmulatedSurface.OpenAi, null, "models"),
            "/foundation-models" => new(Operation.FoundationModels, EmulatedSurface.ControlPlane, null, "foundation-models"),
            "/inference-profiles" => new(Operation.InferenceProfiles, EmulatedSurface.ControlPlane, null, "inference-profiles"),
            "/emulator/bill" => new(Operation.Bill, EmulatedSurface.None, null, "bill"),
            "/emulator/reset" => new(Operation.Reset, EmulatedSurface.None, null, "reset"),
            "/" => new(Operation.Banner, EmulatedSurface.None, null, "banner"),
            _ => OfTail(path),
        };
    }

    private static Route OfTail(string path)
    {
        if (path.StartsWith("/model/", StringComparison.Ordinal))
        {
            return OfModel(path["/model/".Length..]);
        }

        return Tail(path, "/v1/models/", Operation.Model, EmulatedSurface.AnthropicApi, "models")
            ?? Tail(path, "/openai/v1/models/", Operation.Model, EmulatedSurface.OpenAi, "models")
            ?? Tail(path, "/foundation-models/", Operation.FoundationModel, EmulatedSurface.ControlPlane, "foundation-models")
            ?? Tail(path, "/foundation-model-availability/", Operation.FoundationModelAvailability, EmulatedSurface.ControlPlane,
                "foundation-model-availability")
            ?? Tail(path, "/inference-profiles/", Operation.InferenceProfile, EmulatedSurface.ControlPlane, "inference-profiles")
            ?? new Route(Operation.Unknown, EmulatedSurface.None, null, "unknown");
    }

    private static Route? Tail(string path, string prefix, Operation operation, EmulatedSurface surface, string name) =>
        path.Length > prefix.Length && path.StartsWith(prefix, StringComparison.Ordinal)
            ? new Route(operation, surface, Uri.UnescapeDataString(path[prefix.Length..]), name)
            : null;

    private static Route OfModel(string rest)
    {
        var slash = rest.LastIndexOf('/');
        if (slash <= 0)
        {
            return new Route(Operation.Unknown, EmulatedSurface.BedrockRuntime, null, "model");
        }

        var name = rest[(slash + 1)..];
        var operation = name switch
        {
            "converse" => Operation.Converse,
            "converse-stream" => Operation.ConverseStream,
            "invoke" => Operation.Invoke,
            "invoke-with-response-stream" => Operation.InvokeStream,
            "count-tokens" => Operation.BedrockCountTokens,
            _ => Operation.Unknown,
        };
        return operation == Operation.Unknown
            ? new Route(Operation.Unknown, EmulatedSurface.BedrockRuntime, null, "model")
            : new Route(operation, EmulatedSurface.BedrockRuntime, Uri.UnescapeDataString(rest[..slash]), name);
    }
}
