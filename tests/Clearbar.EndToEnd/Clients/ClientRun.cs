namespace Clearbar.EndToEnd.Clients;

/// <summary>One run of a client script against a target of its own; the tests of a class share it and look at one scenario each.</summary>
public abstract class ClientRun<TTarget>(string script) : IAsyncLifetime
    where TTarget : IClientTarget, new()
{
    private readonly TTarget _target = new();
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
        if (NodeClient.Missing is null)
        {
            await _target.StartAsync(TestContext.Current.CancellationToken);
            _results = await NodeClient.RunAsync(script, _target.Address, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Fails with what the client saw, unless the scenario went as it should.</summary>
    public void AssertOk(string scenario)
    {
        SkipWithoutNode();
        Assert.True(_results.TryGetValue(scenario, out var result), $"{script} did not run {scenario}");
        Assert.True(result.Ok, result.Detail);
    }

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        GC.SuppressFinalize(this);
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
