using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>A client from npm, driven by a script under <c>tests/clients/matrix</c>.</summary>
internal sealed class NodeMatrixClient(string name, string script, IReadOnlyDictionary<string, string>? environment = null) : IMatrixClient
{
    public string Name => name;

    public Task<IReadOnlyDictionary<string, ScenarioResult>> RunAsync(Uri gateway, CancellationToken cancellation) =>
        NodeClient.RunAsync($"matrix/{script}.mjs", gateway, cancellation, environment);
}
