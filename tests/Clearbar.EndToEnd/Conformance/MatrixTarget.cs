using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>A gateway whose one deployment is a real surface at the address of an emulator of its own.</summary>
internal sealed class MatrixTarget : IAsyncDisposable
{
    private readonly EmulatorHost _emulator;
    private readonly GatewayHarness _gateway;

    private MatrixTarget(EmulatorHost emulator, GatewayHarness gateway)
    {
        _emulator = emulator;
        _gateway = gateway;
    }

    public Uri Address => _gateway.Address;

    /// <param name="surface"><c>bedrock</c> (signed, Messages as InvokeModel) or <c>anthropic-api</c>.</param>
    public static async Task<MatrixTarget> StartAsync(string surface, CancellationToken cancellation)
    {
        MadeUpAws.Install();
        var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { TimeScale = 0 }, cancellation);
        var deployment = surface == "bedrock"
            ? new JsonObject
            {
                ["name"] = surface,
                ["surface"] = surface,
                ["region"] = "us-east-1",
                ["profile"] = MadeUpAws.Profile,
                ["endpoint"] = emulator.BaseAddress.ToString(),
                ["keyFrom"] = "CLEARBAR_TEST_NO_KEY",
            }
            : new JsonObject { ["name"] = surface, ["surface"] = surface, ["url"] = emulator.BaseAddress.ToString(), ["keyFrom"] = "CLEARBAR_TEST_NO_KEY" };
        var gateway = await GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(deployment));
        return new MatrixTarget(emulator, gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _emulator.DisposeAsync();
    }
}
