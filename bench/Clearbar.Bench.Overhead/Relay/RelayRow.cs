using Clearbar.Bench.Overhead.Load;
using Clearbar.Bench.Overhead.Results;

namespace Clearbar.Bench.Overhead.Relay;

/// <summary>One lane in one scenario, beside the servers that were measured in the same rounds with the same client.</summary>
/// <param name="Nginx">Null where nginx is not installed.</param>
internal sealed record RelayRow(RelayLane Lane, Scenario Scenario, TargetFigures Gateway, TargetFigures Passthrough, TargetFigures? Nginx)
{
    /// <summary>Requests per second of CPU, of the gateway's share of the passthrough's: from 1 on the goal is met. Nothing but CPU time goes into it.</summary>
    public double ThroughputPerCore => Passthrough.CpuPerRequest / Gateway.CpuPerRequest;

    public double? ThroughputPerCoreOfNginx => Nginx is { } nginx ? nginx.CpuPerRequest / Gateway.CpuPerRequest : null;

    /// <summary>Times of the passthrough's p50 that a client waits, upstream and loopback included.</summary>
    public double Latency => Gateway.P50 / Passthrough.P50;

    public double? LatencyOfNginx => Nginx is { } nginx ? Gateway.P50 / nginx.P50 : null;
}
