namespace Clearbar.EndToEnd.Emulator;

/// <summary>Names of the scenarios in <c>tests/clients/emulator.mjs</c>, so that each is a test of its own and none can vanish unnoticed.</summary>
public sealed class EmulatorScenarios : TheoryData<string>
{
    public EmulatorScenarios()
        : base(
        "wrong_secret",
        "unknown_access_key",
        "expired_access_key",
        "wrong_api_key",
        "control_plane_lists_and_gets",
        "application_profile_by_arn",
        "application_profile_of_another_account",
        "availability",
        "caches_are_apart_by_account_and_region",
        "throttling_with_the_sdks_own_error",
        "messages_on_the_bedrock_path",
        "messages_on_mantle",
        "bedrock_counts_tokens_on_the_anthropic_path",
        "scripted_answer")
    {
    }
}
