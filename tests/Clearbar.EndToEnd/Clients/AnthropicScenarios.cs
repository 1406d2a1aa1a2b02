namespace Clearbar.EndToEnd.Clients;

/// <summary>Names of the scenarios in <c>tests/clients/anthropic.mjs</c>, so that each is a test of its own and none can vanish unnoticed.</summary>
public sealed class AnthropicScenarios : TheoryData<string>
{
    public AnthropicScenarios()
        : base(
        "message_text",
        "system_prompt",
        "max_tokens_reached",
        "stream_events",
        "stream_final_message",
        "stream_abort_leaves_the_client_usable",
        "cache_control_5m",
        "cache_control_1h",
        "structured_output",
        "structured_output_streamed",
        "tool_use",
        "tool_use_streamed",
        "tool_result_turn",
        "twenty_calls_at_once",
        "unknown_model",
        "unknown_model_streamed",
        "missing_max_tokens",
        "no_messages",
        "max_tokens_over_the_models_limit",
        "five_cache_markers",
        "malformed_json",
        "body_over_the_limit")
    {
    }
}
