namespace Clearbar.EndToEnd.Identity;

/// <summary>Names of the scenarios in <c>tests/clients/identity.mjs</c>, so that each is a test of its own and none can vanish unnoticed.</summary>
public sealed class IdentityScenarios : TheoryData<string>
{
    public IdentityScenarios()
        : base(
        "signed_over_http2",
        "signed_over_http1",
        "signed_stream",
        "twenty_signed_calls_on_one_connection",
        "api_key_as_bedrock_bearer_token",
        "short_term_bedrock_key",
        "wrong_secret",
        "wrong_secret_over_http1",
        "unknown_access_key",
        "revoked_access_key",
        "foreign_session_token",
        "clock_an_hour_behind",
        "unknown_bearer_token",
        "anthropic_api_key",
        "anthropic_unknown_key")
    {
    }
}
