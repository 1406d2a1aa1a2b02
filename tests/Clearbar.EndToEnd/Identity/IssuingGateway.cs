using Clearbar.EndToEnd.Harness;
using Clearbar.Keys;

namespace Clearbar.EndToEnd.Identity;

/// <summary>A gateway that has issued two keys, one of them revoked.</summary>
internal sealed class IssuingGateway : IAsyncDisposable
{
    private readonly string _folder;

    private IssuingGateway(GatewayHarness harness, string folder, KeyStore store, IssuedKey key, IssuedKey revoked)
    {
        Harness = harness;
        _folder = folder;
        Store = store;
        Key = key;
        Revoked = revoked;
    }

    public GatewayHarness Harness { get; }

    public KeyStore Store { get; }

    public IssuedKey Key { get; }

    public IssuedKey Revoked { get; }

    public static async Task<IssuingGateway> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("clearbar-keys-").FullName;
        var store = new KeyStore(Path.Combine(folder, "keys.json"), null, TimeProvider.System);
        var key = store.Create("sdk", null, null, null);
        var revoked = store.Create("gone", null, null, null);
        store.Revoke("gone");
        var harness = await GatewayHarness.StartAsync(config => config["keysFile"] = store.Name);
        return new IssuingGateway(harness, folder, store, key, revoked);
    }

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
