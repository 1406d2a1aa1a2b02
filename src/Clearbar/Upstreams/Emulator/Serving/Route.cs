namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>A request line, read: operation, the model its path names, and the last part of the path.</summary>
/// <param name="Model">The model id of the path, unescaped once; null where the body names it.</param>
/// <param name="Name">The operation as fault scripts call it, for example <c>converse-stream</c>.</param>
internal readonly record struct Route(Operation Operation, string? Model, string Name)
{
    /// <summary>Errors take the shape of AWS, not of Anthropic.</summary>
    public bool Bedrock => Operation is Operation.Converse or Operation.ConverseStream or Operation.Invoke or Operation.InvokeStream
        or Operation.BedrockCountTokens or Operation.FoundationModels or Operation.InferenceProfiles
            || (Operation == Operation.Unknown && Name == "model");

    public bool IsStreamOperation => Operation is Operation.ConverseStream or Operation.InvokeStream;

    public bool IsInference =>
        Operation is Operation.Messages or Operation.Converse or Operation.ConverseStream or Operation.Invoke or Operation.InvokeStream;

    public string Method => Operation is Operation.Models or Operation.Model or Operation.FoundationModels or Operation.InferenceProfiles
        or Operation.Bill or Operation.Banner ? "GET" : "POST";

    /// <summary>
    /// Reads <c>/v1/messages[/count_tokens]</c>, <c>/anthropic/v1/messages[/count_tokens]</c>, <c>/v1/models[/{id}]</c>,
    /// <c>/model/{id}/{operation}</c> and the emulator's own paths from the raw request target. The id is cut at the slash before the last
    /// part, so both <c>%2F</c> and a bare slash of an ARN are taken, and unescaped exactly once.
    /// </summary>
    public static Route Of(string rawTarget)
    {
        var query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rawTarget : rawTarget[..query];
        if (path.StartsWith("/model/", StringComparison.Ordinal))
        {
            return OfModel(path["/model/".Length..]);
        }

        return path switch
        {
            "/v1/messages" or "/anthropic/v1/messages" => new(Operation.Messages, null, "messages"),
            "/v1/messages/count_tokens" or "/anthropic/v1/messages/count_tokens" => new(Operation.CountTokens, null, "count_tokens"),
            "/v1/models" => new(Operation.Models, null, "models"),
            "/foundation-models" => new(Operation.FoundationModels, null, "foundation-models"),
            "/inference-profiles" => new(Operation.InferenceProfiles, null, "inference-profiles"),
            "/emulator/bill" => new(Operation.Bill, null, "bill"),
            "/emulator/reset" => new(Operation.Reset, null, "reset"),
            "/" => new(Operation.Banner, null, "banner"),
            _ when path.StartsWith("/v1/models/", StringComparison.Ordinal) =>
                new(Operation.Model, Uri.UnescapeDataString(path["/v1/models/".Length..]), "models"),
            _ => new(Operation.Unknown, null, "unknown"),
        };
    }

    private static Route OfModel(string rest)
    {
        var slash = rest.LastIndexOf('/');
        if (slash <= 0)
        {
            return new Route(Operation.Unknown, null, "model");
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
            ? new Route(Operation.Unknown, null, "model")
            : new Route(operation, Uri.UnescapeDataString(rest[..slash]), name);
    }
}
