namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>What a request line asks for.</summary>
internal enum Operation : byte
{
    Unknown,
    Messages,
    CountTokens,
    ChatCompletions,
    Models,
    Model,
    Converse,
    ConverseStream,
    Invoke,
    InvokeStream,
    BedrockCountTokens,
    FoundationModels,
    FoundationModel,
    FoundationModelAvailability,
    InferenceProfiles,
    InferenceProfile,
    Bill,
    Reset,
    Banner,
}
