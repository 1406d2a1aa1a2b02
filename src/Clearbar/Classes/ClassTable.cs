using System.Collections.Frozen;
using System.Globalization;
using Clearbar.Configuration;

namespace Clearbar.Classes;

/// <summary>All configured classes, by name and by fingerprint. Immutable; part of a snapshot.</summary>
public sealed class ClassTable
{
    private readonly FrozenDictionary<string, ClassPolicy?> _byName;
    private readonly FrozenDictionary<ulong, string> _byFingerprint;

    /// <param name="policies">The compiled policies; a class without a ladder has none.</param>
    public ClassTable(IReadOnlyList<ClassOptions> classes, IReadOnlyDictionary<string, ClassPolicy> policies)
    {
        var byName = new Dictionary<string, ClassPolicy?>(StringComparer.Ordinal);
        var byFingerprint = new Dictionary<ulong, string>();
        foreach (var options in classes)
        {
            byName[options.Name] = policies.GetValueOrDefault(options.Name);
            foreach (var text in options.Fingerprints)
            {
                byFingerprint[ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)] = options.Name;
            }
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _byFingerprint = byFingerprint.ToFrozenDictionary();
    }

    public ClassPolicy? PolicyOf(string name) => _byName.GetValueOrDefault(name);

    public string? NameOf(ulong fingerprint) => _byFingerprint.GetValueOrDefault(fingerprint);
}
