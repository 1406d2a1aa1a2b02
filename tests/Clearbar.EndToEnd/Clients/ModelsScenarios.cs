namespace Clearbar.EndToEnd.Clients;

/// <summary>Names of the scenarios in <c>tests/clients/models.mjs</c>, so that each is a test of its own and none can vanish unnoticed.</summary>
public sealed class ModelsScenarios : TheoryData<string>
{
    public ModelsScenarios()
        : base(
        "models_list",
        "models_page_before",
        "models_retrieve",
        "models_retrieve_unknown",
        "count_tokens",
        "count_tokens_by_tier_name",
        "count_tokens_without_messages",
        "list_foundation_models",
        "list_inference_profiles",
        "get_foundation_model",
        "get_foundation_model_unknown",
        "get_foundation_model_availability",
        "get_inference_profile")
    {
    }
}
