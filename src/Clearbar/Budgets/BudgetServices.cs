using Clearbar.Budgets.Postgres;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clearbar.Budgets;

/// <summary>Registers what budgets need. An <see cref="IBudgetCounters"/> that is there already stays: that is how replicas share
/// theirs.</summary>
public static class BudgetServices
{
    /// <param name="services">Where they are registered.</param>
    /// <param name="shared">The database that replicas share; null: this process is alone.</param>
    public static IServiceCollection AddBudgets(this IServiceCollection services, PostgresAddress? shared)
    {
        services.AddSingleton<BudgetWarnings>();
        if (shared is null)
        {
            services.AddSingleton(static provider => new MemoryBudgetCounters(
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<BudgetWarnings>().Raise));
            services.TryAddSingleton<IBudgetCounters>(static provider => provider.GetRequiredService<MemoryBudgetCounters>());
        }
        else
        {
            services.AddSingleton(provider => new LeasedBudgetCounters(
                shared, provider.GetRequiredService<LedgerService>().JournalId, provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<BudgetWarnings>().Raise));
            services.AddSingleton(static provider => provider.GetRequiredService<LeasedBudgetCounters>().Local);
            services.TryAddSingleton<IBudgetCounters>(static provider => provider.GetRequiredService<LeasedBudgetCounters>());
        }

        services.AddSingleton<LoopGrace>();
        services.AddSingleton<BudgetGuard>();
        services.AddSingleton<BudgetEndpoint>();
        services.AddHostedService<BudgetHistory>();
        if (shared is not null)
        {
            // After the history: nothing is leased before it is known what was spent.
            services.AddHostedService<BudgetLeases>();
        }

        services.AddHostedService(static provider => provider.GetRequiredService<BudgetWarnings>());
        return services;
    }
}
