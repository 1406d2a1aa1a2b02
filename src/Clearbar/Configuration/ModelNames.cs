using Clearbar.Budgets;
using Clearbar.Quotas;
using Clearbar.Tiers;
using Clearbar.Upstreams;

namespace Clearbar.Configuration;

/// <summary>
/// Owners name models by any id there is; what is compared while a request is under way is the model's own id on the direct API. A name
/// that nobody
/// knows stays in a budget, where it is told as one that matches nobody, and is an error in a quota.
/// </summary>
internal static class ModelNames
{
    public static GatewayOptions Resolve(GatewayOptions options, ModelCatalog catalog, List<ConfigError> errors)
    {
        var budgets = new List<Budget>(options.Budgets.Count);
        foreach (var budget in options.Budgets)
        {
            var id = budget.Match.Model is { } name && catalog.TryResolve(name, out var model, out _) ? model.Id : budget.Match.Model;
            budgets.Add(budget with { Match = budget.Match with { Model = id } });
        }

        var deployments = new List<Deployment>(options.Deployments.Count);
        foreach (var deployment in options.Deployments)
        {
            deployments.Add(deployment.Quotas is { ByModel.Count: > 0 } quotas
                ? deployment with { Quotas = quotas with { ByModel = Resolve(deployment, quotas, catalog, errors) } }
                : deployment);
        }

        return options with { Budgets = budgets, Deployments = deployments };
    }

    private static Dictionary<string, ProviderQuota> Resolve(
        Deployment deployment, DeploymentQuotas quotas, ModelCatalog catalog, List<ConfigError> errors)
    {
        var byModel = new Dictionary<string, ProviderQuota>(StringComparer.Ordinal);
        foreach (var (name, quota) in quotas.ByModel)
        {
            if (deployment.LocalModels.Any(local => local.Model.Id == name))
            {
                byModel[name] = quota;
            }
            else if (catalog.TryResolve(name, out var model, out _))
            {
                byModel[model.Id] = quota;
            }
            else
            {
                errors.Add(new ConfigError($"deployments.{deployment.Name}.quotas.models", $"'{name}' is not a known model id"));
            }
        }

        return byModel;
    }
}
