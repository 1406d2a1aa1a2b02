using System.Collections.Concurrent;

namespace Clearbar.Upstreams.Health;

/// <summary>
/// What a model on a deployment has turned out not to take: learned from its refusals, kept while the process lives, so that only one
/// request pays for learning it. Bounded: a target that has refused more than <see cref="MaxPerTarget"/> things learns no more. Safe for
/// any number of threads.
/// </summary>
public sealed class RefusedFeatures
{
    private const int MaxPerTarget = 256;

    private readonly ConcurrentDictionary<(string Deployment, string Model), ConcurrentDictionary<string, bool>> _targets = new();

    /// <summary>Word for every cache marker of a request.</summary>
    public const string CacheMarkers = "cache-markers";

    /// <summary>True until something has been refused anywhere: then nothing need be looked up.</summary>
    public bool IsEmpty => _targets.IsEmpty;

    public void Remember(string deployment, string model, string feature)
    {
        var known = _targets.GetOrAdd((deployment, model), static _ => new ConcurrentDictionary<string, bool>(StringComparer.Ordinal));
        if (known.Count < MaxPerTarget)
        {
            known.TryAdd(feature, true);
        }
    }

    public bool Contains(string deployment, string model, string feature) =>
        _targets.TryGetValue((deployment, model), out var known) && known.ContainsKey(feature);
}
