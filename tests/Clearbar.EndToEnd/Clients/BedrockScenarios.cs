namespace Clearbar.EndToEnd.Clients;

/// <summary>Names of the scenarios in <c>tests/clients/bedrock.mjs</c>, so that each is a test of its own and none can vanish unnoticed.</summary>
public sealed class BedrockScenarios : TheoryData<string>
{
    public BedrockScenarios()
        : base(
        "client_speaks_http2",
        "converse_text",
        "converse_system",
        "converse_max_tokens_reached",
        "stream_events",
        "stream_abort_leaves_the_client_usable",
        "cache_point_5m",
        "cache_point_1h",
        "structured_output",
        "tool_use",
        "tool_use_streamed",
        "tool_result_turn",
        "twenty_calls_on_one_connection",
        "unknown_model",
        "unknown_model_streamed",
        "no_messages",
        "no_messages_streamed",
        "max_tokens_over_the_models_limit",
        "five_cache_points",
        "an_error_leaves_the_connection_healthy")
    {
    }
}
