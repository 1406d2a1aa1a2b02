using System.Collections.Frozen;
using System.Globalization;
using Clearbar.Configuration;

namespace Clearbar.Classes;

/// <summary>All configured classes: by name, by fingerprint, and by where requests come from. Immutable; part of a snapshot.</summary>
public sealed class ClassTable
{
    private readonly FrozenDictionary<string, ClassPolicy?> _byName;
    private readonly FrozenDictionary<ulong, string> _byFingerprint;
    private readonly FrozenDictionary<string, ClassSplit> _splits;

    // In the order of the configuration: the first that matches decides. Those for one key stand apart, as there may be one for each of many keys.
    private readonly FrozenDictionary<string, (int Order, ClassMatch Match, string Name)[]> _ofKey;
    private readonly (int Order, ClassMatch Match, string Name)[] _ofAnyKey;

    /// <param name="policies">The compiled policies; a class without a ladder has none.</param>
    /// <param name="splits">The compiled divisions by text, by class.</param>
    public ClassTable(
        IReadOnlyList<ClassOptions> classes,
        IReadOnlyDictionary<string, ClassPolicy> policies,
        IReadOnlyDictionary<string, ClassSplit>? splits = null)
    {
        var byName = new Dictionary<string, ClassPolicy?>(StringComparer.Ordinal);
        var byFingerprint = new Dictionary<ulong, string>();
        var matches = new List<(int Order, ClassMatch Match, string Name)>();
        foreach (var options in classes)
        {
            byName[options.Name] = policies.GetValueOrDefault(options.Name);
            foreach (var text in options.Fingerprints)
            {
                byFingerprint[ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)] = options.Name;
            }

            if (options.Match is { } match)
            {
                matches.Add((matches.Count, match, options.Name));
            }
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _byFingerprint = byFingerprint.ToFrozenDictionary();
        _splits = (splits ?? FrozenDictionary<string, ClassSplit>.Empty).ToFrozenDictionary(StringComparer.Ordinal);
        _ofAnyKey = [.. matches.Where(static entry => entry.Match.Traffic.Key is null)];
        _ofKey = matches.Where(static entry => entry.Match.Traffic.Key is not null)
            .GroupBy(static entry => entry.Match.Traffic.Key!, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray(), StringComparer.Ordinal);
    }

    public ClassPolicy? PolicyOf(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The configuration names this class.</summary>
    public bool Knows(string name) => _byName.ContainsKey(name);

    public string? NameOf(ulong fingerprint) => _byFingerprint.GetValueOrDefault(fingerprint);

    /// <summary>How the class is divided by text; null where it is not.</summary>
    public ClassSplit? SplitOf(string name) => _splits.GetValueOrDefault(name);

    /// <summary>The class whose <c>match</c> the request meets first; null where none does.</summary>
    public string? NameOf(in ClassQuery query)
    {
        var ofKey = _ofKey.Count > 0 && _ofKey.TryGetValue(query.Subject.KeyId, out var own) ? First(own, query) : default;
        var ofAny = First(_ofAnyKey, query);
        return ofKey.Name is null ? ofAny.Name : ofAny.Name is null || ofKey.Order < ofAny.Order ? ofKey.Name : ofAny.Name;
    }

    private static (int Order, string? Name) First((int Order, ClassMatch Match, string Name)[] entries, in ClassQuery query)
    {
        foreach (var (order, match, name) in entries)
        {
            if (match.Matches(query))
            {
                return (order, name);
            }
        }

        return default;
    }
}
