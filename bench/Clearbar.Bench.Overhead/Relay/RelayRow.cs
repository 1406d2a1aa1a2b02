using Clearbar.Bench.Overhead.Load;

namespace Clearbar.Bench.Overhead.Relay;

/// <summary>One lane in one scenario, beside the servers that were measured in the same rounds with the same client.</summary>
/// <param name="Nginx">Null where nginx is not installed.</param>
internal sealed record RelayRow(RelayLane Lane, Scenario Scenario, RelayFigures Gateway, RelayFigures Passthrough, RelayFigures? Nginx)
{
    /// <summary>Times of the passthrough's requests that the gateway answers with the same CPU time: from 1 on the goal is met.</summary>
    public double ThroughputPerCore => Passthrough.CpuPerRequest / Gateway.CpuPerRequest;

    public double? ThroughputPerCoreOfNginx => Nginx is { } nginx ? nginx.CpuPerRequest / Gateway.CpuPerRequest : null;

    /// <summary>Times of the passthrough's p50 that a client waits, upstream and loopback included.</summary>
    public double Latency => Gateway.P50 / Passthrough.P50;

    public double? LatencyOfNginx => Nginx is { } nginx ? Gateway.P50 / nginx.P50 : null;
}
