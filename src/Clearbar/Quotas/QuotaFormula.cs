using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Quotas;

/// <summary>How a provider counts tokens against its quota; it has nothing to do with what it bills.</summary>
/// <remarks>
/// Bedrock runtime (Amazon Bedrock user guide, "How tokens are counted", October 2026): admission deducts input + cache writes +
/// <c>max_tokens</c>;
/// settlement input + cache writes + output × burndown, and returns the rest; cache reads are free. The other surfaces count the answer as
/// it is
/// generated, one to one, and reserve nothing for it (Anthropic rate limits page, August 2026).
/// </remarks>
public readonly record struct QuotaFormula(int Burndown, bool ReservesOutput)
{
    public static QuotaFormula Of(Deployment deployment, Model? model) => deployment.Surface switch
    {
        Surface.Bedrock => Bedrock(model),
        Surface.Emulator when deployment.PricedAs == Surface.Bedrock => Bedrock(model),
        _ => new QuotaFormula(1, ReservesOutput: false),
    };

    /// <summary>A model whose burndown is not established counts one to one, as Bedrock's page says of all it does not name.</summary>
    public static QuotaFormula Bedrock(Model? model) => new(model?.Capabilities.QuotaBurndown ?? 1, ReservesOutput: true);

    /// <param name="promptTokens">All of the prompt: what of it will be a cache read nobody knows before.</param>
    public long Reserve(long promptTokens, long maxTokens) => promptTokens + (ReservesOutput ? maxTokens : 0);

    public long Settle(in TokenUsage usage) => usage.Input + usage.CacheWrite5m + usage.CacheWrite1h + (usage.Output * Burndown);
}
