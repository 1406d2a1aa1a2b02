using Clearbar.Wire.Signing;

namespace Clearbar.Wire.Tests.Signing;

/// <summary>Headers of a test request; several values of one name are joined as servers do.</summary>
internal sealed class VectorHeaders : ISignableHeaders
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public void Add(string name, string value)
    {
        var key = name.ToLowerInvariant() is var lower && lower == ":authority" ? "host" : lower;
        _values[key] = _values.TryGetValue(key, out var earlier) ? earlier + "," + value.Trim() : value.Trim();
    }

    public void Set(string name, string value) => _values[name] = value;

    public string? Get(string name) => _values.GetValueOrDefault(name);
}
