using Clearbar.Configuration;
using Clearbar.Upstreams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Resolves the application inference profiles that the configuration names without saying what they were made from: once before the gateway takes
/// requests, and again after a reload. A profile that cannot be resolved is an unknown model to clients, is logged, and is asked for again every minute.
/// </summary>
public sealed class InferenceProfileResolution(
    CurrentSnapshot current, UpstreamClient upstreams, TimeProvider clock, ILogger<InferenceProfileResolution> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private GatewaySnapshot? _asked;
    private long _askedAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ResolveAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!ReferenceEquals(current.Value, _asked) || clock.GetElapsedTime(_askedAt) >= AskAgainAfter)
            {
                await ResolveAsync(stoppingToken);
            }
        }
    }

    private async Task ResolveAsync(CancellationToken cancellation)
    {
        var snapshot = current.Value;
        (_asked, _askedAt) = (snapshot, clock.GetTimestamp());
        if (!snapshot.Options.InferenceProfiles.Values.Contains(null))
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var errors = new List<ConfigError>();
        var found = await upstreams.ResolveProfilesAsync(snapshot.Options, snapshot.Catalog, errors, patience.Token);
        foreach (var error in errors)
        {
            HostingLog.ProfileUnresolved(logger, error.Key, error.Message);
        }

        var profiles = snapshot.Options.InferenceProfiles.ToDictionary(
            static profile => profile.Key, profile => found.GetValueOrDefault(profile.Key), StringComparer.Ordinal);
        errors.Clear();
        // A reload in the meantime has made another snapshot, which the next look resolves.
        if (SnapshotCompiler.Compile(snapshot.Options with { InferenceProfiles = profiles }, errors) is { } resolved && ReferenceEquals(current.Value, snapshot))
        {
            current.Replace(resolved);
            _asked = resolved;
        }
    }
}
