using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.EndToEnd.Clients;

/// <summary>A gateway whose deployment is Bedrock, signed and over HTTP; the emulator plays the service, which has no Messages path there.</summary>
public sealed class BedrockUpstreamTarget : IClientTarget
{
    private EmulatorHost? _bedrock;
    private GatewayHarness? _harness;

    public Uri Address => _harness!.Address;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        MadeUpAws.Install();
        _bedrock = await EmulatorHost.StartAsync(new EmulatorOptions { RequireCredentials = true }, cancellationToken);
        _harness = await GatewayHarness.StartAsync(config => config["deployments"] = new JsonArray(new JsonObject
        {
            ["name"] = "bedrock",
            ["surface"] = "bedrock",
            ["region"] = "us-east-1",
            ["profile"] = MadeUpAws.Profile,
            ["endpoint"] = _bedrock.BaseAddress.ToString(),
            ["keyFrom"] = "CLEARBAR_TEST_NO_KEY",
        }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_harness is not null)
        {
            await _harness.DisposeAsync();
        }

        if (_bedrock is not null)
        {
            await _bedrock.DisposeAsync();
        }
    }
}
