namespace Clearbar.EndToEnd.Clients;

/// <summary>Names of the scenarios in <c>tests/clients/anthropic-bedrock.mjs</c>, so that each is a test of its own and none can vanish unnoticed.</summary>
public sealed class AnthropicBedrockScenarios : TheoryData<string>
{
    public AnthropicBedrockScenarios()
        : base(
        "message_text",
        "stream_final_message",
        "tool_use_streamed",
        "unknown_model",
        "no_messages")
    {
    }
}
