using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearbar.Replicas;

/// <summary>Registers what a gateway needs that is one of several on one database.</summary>
public static class ReplicaServices
{
    /// <param name="services">Where it is registered.</param>
    /// <param name="shared">The database; null: this process is alone.</param>
    public static IServiceCollection AddReplicas(this IServiceCollection services, PostgresAddress? shared)
    {
        services.AddSingleton<ReplicaCensus>();
        if (shared is null)
        {
            return services;
        }

        services.AddSingleton(shared);
        services.AddSingleton(provider => new ReplicaLink(
            shared, provider.GetRequiredService<LedgerService>().JournalId, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReplicaLink>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<ReplicaLink>());
        return services;
    }
}
