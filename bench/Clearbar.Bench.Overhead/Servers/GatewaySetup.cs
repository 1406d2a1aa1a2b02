using System.Text.Json.Nodes;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>One gateway of a run: what it may call, and what its environment holds.</summary>
/// <param name="Name">Its name among the run's servers.</param>
/// <param name="Deployments">Its deployments, given the upstream's address.</param>
/// <param name="Environment">Variables it is started with.</param>
internal sealed record GatewaySetup(string Name, Func<string, JsonArray> Deployments, IReadOnlyDictionary<string, string> Environment);
