using Clearbar.Configuration;
using Clearbar.Upstreams.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.Hosting;

/// <summary>What a gateway process is made of beside its configuration.</summary>
public sealed record GatewayHostOptions
{
    public required GatewaySnapshot Snapshot { get; init; }

    /// <summary>How the embedded emulator behaves, if a deployment uses it.</summary>
    public EmulatorOptions Emulator { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public bool LogToConsole { get; init; }

    /// <summary>The file to watch for changes; null when the configuration is fixed.</summary>
    public ReloadableConfiguration? Reload { get; init; }

    /// <summary>Adds what lives above the gateway (the dashboard); the gateway itself does not know it.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Maps what lives above the gateway.</summary>
    public Action<WebApplication>? ConfigureApp { get; init; }
}
