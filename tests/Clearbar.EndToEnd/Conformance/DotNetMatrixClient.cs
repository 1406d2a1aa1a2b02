using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>A client from NuGet: each feature is a method that throws when what came back is not what the feature promises.</summary>
internal abstract class DotNetMatrixClient : IMatrixClient
{
    public abstract string Name { get; }

    /// <summary>Features by name; a cell that cannot work is <see cref="Cannot"/> with the reason.</summary>
    protected abstract IReadOnlyDictionary<string, Func<Uri, CancellationToken, Task>> Features { get; }

    public async Task<IReadOnlyDictionary<string, ScenarioResult>> RunAsync(Uri gateway, CancellationToken cancellation)
    {
        var results = new Dictionary<string, ScenarioResult>(StringComparer.Ordinal);
        foreach (var (feature, run) in Features)
        {
            results[feature] = await RunOneAsync(feature, run, gateway, cancellation);
        }

        return results;
    }

    /// <summary>The cell says why it cannot work; the matrix shows it.</summary>
    protected static Func<Uri, CancellationToken, Task> Cannot(string reason) => (_, _) => throw new CannotWorkException(reason);

    private static async Task<ScenarioResult> RunOneAsync(
        string feature, Func<Uri, CancellationToken, Task> run, Uri gateway, CancellationToken cancellation)
    {
        try
        {
            await run(gateway, cancellation);
            return new ScenarioResult(feature, true, "");
        }
        catch (CannotWorkException exception)
        {
            return new ScenarioResult(feature, true, $"n/a: {exception.Message}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new ScenarioResult(feature, false, exception.ToString());
        }
    }

    /// <summary>A cell that cannot work.</summary>
    private sealed class CannotWorkException(string reason) : Exception(reason);
}
