using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clearbar.Budgets;

/// <summary>Registers what budgets need. An <see cref="IBudgetCounters"/> that is there already stays: that is how replicas share
/// theirs.</summary>
public static class BudgetServices
{
    public static IServiceCollection AddBudgets(this IServiceCollection services)
    {
        services.AddSingleton<BudgetWarnings>();
        services.AddSingleton(static provider => new MemoryBudgetCounters(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<BudgetWarnings>().Raise));
        services.TryAddSingleton<IBudgetCounters>(static provider => provider.GetRequiredService<MemoryBudgetCounters>());
        services.AddSingleton<LoopGrace>();
        services.AddSingleton<BudgetGuard>();
        services.AddSingleton<BudgetEndpoint>();
        services.AddHostedService<BudgetHistory>();
        services.AddHostedService(static provider => provider.GetRequiredService<BudgetWarnings>());
        return services;
    }
}
