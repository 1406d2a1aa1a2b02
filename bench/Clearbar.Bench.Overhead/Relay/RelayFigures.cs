namespace Clearbar.Bench.Overhead.Relay;

/// <summary>One server in one row of the relay bench.</summary>
/// <param name="P50">Median time of a call on one connection, microseconds.</param>
/// <param name="CpuPerRequest">
/// CPU time of the server per request on <see cref="RelayOptions.Busy"/> connections, microseconds. On one connection a .NET server's threads wait for
/// their next work by spinning, so that its CPU time would be the time it waits and not the work it does.
/// </param>
/// <param name="Requests">Requests measured.</param>
internal sealed record RelayFigures(double P50, double CpuPerRequest, long Requests);
