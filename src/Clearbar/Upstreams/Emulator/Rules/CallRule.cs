namespace Clearbar.Upstreams.Emulator.Rules;

/// <summary>Which calls a scripted fault or answer is for. What is null meets every call.</summary>
public abstract record CallRule
{
    /// <summary>Model id as the caller sends it, or the Anthropic id of the model meant.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// The last part of the path (<c>messages</c>, <c>completions</c>, <c>converse</c>, <c>converse-stream</c>, <c>invoke</c> …); null meets
    /// every inference call. Counts and lists are met only by a rule that names them.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>
    /// <c>anthropic-api</c>, <c>bedrock</c>, <c>bedrock-mantle</c>, <c>claude-platform-aws</c> or <c>openai-compatible</c>.
    /// </summary>
    public string? Surface { get; init; }

    public string? Account { get; init; }

    public string? Region { get; init; }

    /// <summary>True meets only streams, false only whole answers, null both.</summary>
    public bool? Stream { get; init; }

    /// <summary>Share of the calls met that the rule strikes, from 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Only the n-th call met (from 1); 0 means every one.</summary>
    public int Nth { get; init; }

    /// <summary>Strikes at most so often; 0 means no bound.</summary>
    public int Times { get; init; }

    internal virtual bool Meets(in CallFacts call) =>
        (Model is null || Model == call.ModelAsked || Model == call.ModelId)
        && (Path is null ? call.Inference : Path == call.Operation)
        && (Surface is null || Surface == call.Surface)
        && (Account is null || Account == call.Account)
        && (Region is null || Region == call.Region)
        && (Stream is null || Stream == call.Stream);
}
