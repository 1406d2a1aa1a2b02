namespace Clearbar.Quotas;

/// <summary>The quotas of a deployment: figures that hold for each of its models on its own, and others for some.</summary>
public sealed record DeploymentQuotas(ProviderQuota Each, IReadOnlyDictionary<string, ProviderQuota> ByModel)
{
    public ProviderQuota Of(string modelId) => ByModel.GetValueOrDefault(modelId, Each);
}
