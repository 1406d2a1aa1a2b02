namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>What a request line asks for.</summary>
internal enum Operation : byte
{
    Unknown,
    Messages,
    CountTokens,
    Models,
    Model,
    Converse,
    ConverseStream,
    Invoke,
    InvokeStream,
    BedrockCountTokens,
    FoundationModels,
    InferenceProfiles,
    Bill,
    Reset,
    Banner,
}
