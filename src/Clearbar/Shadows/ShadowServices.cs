using Clearbar.Certificates;
using Clearbar.Certificates.Online;
using Clearbar.Certificates.Postgres;
using Clearbar.Configuration;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Outcomes;
using Clearbar.Pricing;
using Clearbar.Replicas;
using Clearbar.Requests;
using Clearbar.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearbar.Shadows;

/// <summary>Everything that learns which rung is good enough, and what is learned.</summary>
public static class ShadowServices
{
    /// <summary>Name of the policy book's file in the data directory.</summary>
    public const string BookFile = "policies.json";

    /// <param name="services">Where it is registered.</param>
    /// <param name="snapshot">The configuration.</param>
    /// <param name="shared">The database that replicas share; null: this process is alone.</param>
    public static IServiceCollection AddLearning(this IServiceCollection services, GatewaySnapshot snapshot, PostgresAddress? shared)
    {
        var options = snapshot.Options;
        services.AddSingleton(provider => new FileEvidenceStore(
            Path.Combine(options.DataDirectory, BookFile),
            problem => ShadowLog.Damaged(provider.GetRequiredService<ILogger<EvidenceKeeper>>(), problem)));
        services.AddSingleton<IEvidenceStore>(provider => shared is null
            ? provider.GetRequiredService<FileEvidenceStore>()
            : new PostgresEvidenceStore(
                shared, provider.GetRequiredService<LedgerService>().JournalId, provider.GetRequiredService<FileEvidenceStore>(),
                provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<EvidenceSignal>();
        services.AddSingleton(static provider => new StoredBook(provider.GetRequiredService<IEvidenceStore>().Load()));
        services.AddSingleton(provider => OpenBook(provider, snapshot, isShared: shared is not null));
        services.AddSingleton(provider => new ShadowBudget(
            provider.GetRequiredService<CurrentSnapshot>().Value.Options.Learning?.DollarsPerDay ?? Usd.Zero,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<StoredBook>().State.Spend,
            isShared: shared is not null));
        services.AddSingleton<LearnedPolicies>();
        services.AddSingleton<ICertifiedPolicies>(static provider => provider.GetRequiredService<LearnedPolicies>());
        services.AddSingleton<ShadowShare>();
        services.AddSingleton<ShadowQueue>();
        services.AddSingleton<AnswerGrader>();
        services.AddSingleton<IAnswerWitness, ShadowSampler>();
        services.AddSingleton<RecentRequests>();
        services.AddSingleton(provider => new OutcomeJournal(options.DataDirectory, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OutcomesEndpoint>();
        services.AddSingleton<PoliciesEndpoint>();
        // Stopped in the reverse order: the workers first, then what they have learned is written down.
        services.AddHostedService(static provider => new EvidenceKeeper(
            provider.GetRequiredService<PolicyBook>(), provider.GetRequiredService<ShadowBudget>(), provider.GetRequiredService<IEvidenceStore>(),
            provider.GetRequiredService<EvidenceSignal>(), provider.GetService<ReplicaLink>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EvidenceKeeper>>()));
        services.AddHostedService<ShadowWorker>();
        return services;
    }

    private static PolicyBook OpenBook(IServiceProvider provider, GatewaySnapshot snapshot, bool isShared)
    {
        var logger = provider.GetRequiredService<ILogger<PolicyBook>>();
        var signal = provider.GetRequiredService<EvidenceSignal>();
        var book = new PolicyBook(
            new OnlineOptions { IsShared = isShared },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<StoredBook>().State,
            happened =>
            {
                ShadowLog.Changed(logger, happened.Class, happened.Reference, happened.Kind, happened.Policy, happened.Why);
                signal.Call();
            });
        if (snapshot.Options.Learning?.Certificates is { } path)
        {
            book.Import(OfflineCertificates.Load(path, snapshot));
        }

        return book;
    }

    /// <summary>What was stored when the process started.</summary>
    private sealed record StoredBook(BookState State);
}
