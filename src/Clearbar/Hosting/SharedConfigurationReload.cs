using Clearbar.Configuration.Postgres;
using Clearbar.Replicas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Looks at the configuration in the database when somebody says that it has changed, and keeps a copy of the version in force.
/// </summary>
public sealed class SharedConfigurationReload(
    SharedConfiguration shared, ConfigurationReload reload, ReplicaLink link, TimeProvider clock, ILogger<SharedConfigurationReload> logger)
    : BackgroundService
{
    private string? _problem;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (shared.Outage is { } outage)
        {
            HostingLog.ConfigurationFromCopy(logger, shared.Name, outage);
        }
        else
        {
            HostingLog.SharedConfiguration(logger, shared.Name, shared.Current.PushedAt, shared.Current.PushedBy);
            Try(shared.KeepCopy);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new SharedWatch(link, ReplicaNotice.Configuration, clock).RunAsync(() => Try(reload.LookAtDatabase), stoppingToken);

    private void Try(Action action)
    {
        try
        {
            action();
            _problem = null;
        }
        catch (SharedConfigurationException exception)
        {
            // Said once, not at every look.
            if (_problem != exception.Message)
            {
                _problem = exception.Message;
                HostingLog.SharedConfigurationUnreadable(logger, exception.Message);
            }
        }
    }
}
