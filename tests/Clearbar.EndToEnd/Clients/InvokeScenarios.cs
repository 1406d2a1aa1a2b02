namespace Clearbar.EndToEnd.Clients;

/// <summary>Names of the scenarios in <c>tests/clients/invoke.mjs</c>, so that each is a test of its own and none can vanish unnoticed.</summary>
public sealed class InvokeScenarios : TheoryData<string>
{
    public InvokeScenarios()
        : base(
        "invoke_text",
        "content_type_left_at_its_default",
        "invoke_arn",
        "stream_events",
        "stream_abort_leaves_the_client_usable",
        "cache_control_1h",
        "structured_output",
        "tool_use",
        "tool_use_streamed",
        "tool_result_turn",
        "unknown_model",
        "unknown_model_streamed",
        "missing_max_tokens",
        "missing_anthropic_version",
        "five_cache_markers_streamed",
        "count_tokens_of_an_invoke_body",
        "count_tokens_of_a_converse_request",
        "count_tokens_of_an_unknown_model")
    {
    }
}
