using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Clients;

/// <summary>A gateway in front of its own emulator.</summary>
public sealed class GatewayTarget : IClientTarget
{
    private GatewayHarness? _harness;

    public Uri Address => _harness!.Address;

    public async Task StartAsync(CancellationToken cancellationToken) => _harness = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _harness?.DisposeAsync() ?? ValueTask.CompletedTask;
}
