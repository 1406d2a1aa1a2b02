using Clearbar.EndToEnd.Clients;
using Clearbar.Wire.Tests.Signing;

namespace Clearbar.EndToEnd.Identity;

/// <summary>One run of <c>tests/clients/identity.mjs</c> with credentials the gateway issued.</summary>
public sealed class IdentityRun : IAsyncLifetime
{
    private IssuingGateway? _gateway;
    private IReadOnlyDictionary<string, ScenarioResult> _results = new Dictionary<string, ScenarioResult>(StringComparer.Ordinal);

    /// <summary>Every scenario the script ran.</summary>
    public IEnumerable<string> Scenarios
    {
        get
        {
            SkipWithoutNode();
            return _results.Keys;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (NodeClient.Missing is not null)
        {
            return;
        }

        _gateway = await IssuingGateway.StartAsync();
        var (key, revoked) = (_gateway.Key, _gateway.Revoked);
        var signer = new TestSigner(key.Stored.AccessKeyId, key.SecretAccessKey, TimeProvider.System.GetUtcNow());
        _results = await NodeClient.RunAsync("identity.mjs", _gateway.Harness.Address, TestContext.Current.CancellationToken, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CLEARBAR_ACCESS_KEY_ID"] = key.Stored.AccessKeyId,
            ["CLEARBAR_SECRET_ACCESS_KEY"] = key.SecretAccessKey,
            ["CLEARBAR_API_KEY"] = key.ApiKey,
            ["CLEARBAR_SHORT_TERM_KEY"] = signer.ShortTermKey(3600),
            ["CLEARBAR_REVOKED_ACCESS_KEY_ID"] = revoked.Stored.AccessKeyId,
            ["CLEARBAR_REVOKED_SECRET_ACCESS_KEY"] = revoked.SecretAccessKey,
        });
    }

    /// <summary>Fails with what the client saw, unless the scenario went as it should.</summary>
    public void AssertOk(string scenario)
    {
        SkipWithoutNode();
        Assert.True(_results.TryGetValue(scenario, out var result), $"identity.mjs did not run {scenario}");
        Assert.True(result.Ok, result.Detail);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    // In continuous integration a skipped SDK test would look like a kept promise.
    private static void SkipWithoutNode()
    {
        if (NodeClient.Missing is { } missing)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
            Assert.Skip(missing);
        }
    }
}
