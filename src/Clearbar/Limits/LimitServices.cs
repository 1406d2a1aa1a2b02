using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Limits.Postgres;
using Clearbar.Replicas;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.Limits;

/// <summary>Registers the owner's rate limits.</summary>
public static class LimitServices
{
    /// <param name="services">Where they are registered.</param>
    /// <param name="shared">The database that replicas share; null: this process is alone.</param>
    public static IServiceCollection AddLimits(this IServiceCollection services, PostgresAddress? shared)
    {
        services.AddSingleton(provider => new RateLimiter(provider.GetRequiredService<TimeProvider>(), isShared: shared is not null));
        if (shared is not null)
        {
            services.AddSingleton(provider => new LeasedRates(
                provider.GetRequiredService<RateLimiter>(), shared, provider.GetRequiredService<LedgerService>().JournalId,
                provider.GetRequiredService<ReplicaCensus>(), provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IRateLeases>(static provider => provider.GetRequiredService<LeasedRates>());
            services.AddHostedService<RateLeases>();
        }

        return services;
    }
}
