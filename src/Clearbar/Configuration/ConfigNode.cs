using System.Globalization;
using System.Text.Json;

namespace Clearbar.Configuration;

/// <summary>
/// A JSON object of the configuration that is read key by key. Every problem is collected with its full key instead of thrown, so that one run
/// of <c>clearbar check</c> tells all of them. Call <see cref="RejectUnknownKeys"/> when everything known has been read.
/// </summary>
public sealed class ConfigNode
{
    private readonly JsonElement _object;
    private readonly List<ConfigError> _errors;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public ConfigNode(JsonElement element, string path, List<ConfigError> errors)
    {
        _errors = errors;
        Path = path;
        if (element.ValueKind == JsonValueKind.Object)
        {
            _object = element;
        }
        else
        {
            errors.Add(new ConfigError(path.Length == 0 ? "(root)" : path, "must be a JSON object"));
        }
    }

    /// <summary>The key of this object, empty at the root.</summary>
    public string Path { get; }

    public void Fail(string name, string message) => _errors.Add(new ConfigError(KeyOf(name), message));

    public bool Has(string name) => TryGet(name, out _);

    /// <summary>The key is there and says <c>true</c>, where an array would have stood.</summary>
    public bool IsTrue(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The key is there and says <c>false</c>, where an object would have stood.</summary>
    public bool IsFalse(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.False;

    public string? Text(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Fail(name, "must be a string");
        return null;
    }

    /// <summary>A string that must be one of <paramref name="allowed"/> (compared exactly).</summary>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> allowed)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (allowed.TryGetValue(text, out var value))
        {
            return value;
        }

        Fail(name, $"'{text}' is not one of {string.Join(", ", allowed.Keys)}");
        return null;
    }

    public long? Integer(string name, long min, long max)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fail(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return null;
    }

    public double? Fraction(string name, double min, double max)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fail(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"));
        return null;
    }

    /// <summary>An amount of US dollars, zero or more, exactly as written.</summary>
    public decimal? Money(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && amount is >= 0 and <= 1_000_000_000)
        {
            return amount;
        }

        Fail(name, "must be an amount of US dollars such as 0.25");
        return null;
    }

    public bool? Flag(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fail(name, "must be true or false");
        return null;
    }

    public ConfigNode? Object(string name) => TryGet(name, out var value) ? new ConfigNode(value, KeyOf(name), _errors) : null;

    /// <summary>An element of this object's that <see cref="Items"/> or <see cref="Entries"/> gave; its errors are collected with the others.</summary>
    public ConfigNode Inner(string key, JsonElement value) => new(value, key, _errors);

    /// <summary>The members of an object whose names are chosen by the owner (classes, tiers).</summary>
    public IEnumerable<(string Name, JsonElement Value)> Entries()
    {
        if (_object.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in _object.EnumerateObject())
        {
            _read.Add(member.Name);
            yield return (member.Name, member.Value);
        }
    }

    /// <summary>The elements of an array with the key of each; empty when absent.</summary>
    public IEnumerable<(string Key, JsonElement Value)> Items(string name)
    {
        if (!TryGet(name, out var value))
        {
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail(name, "must be an array");
            yield break;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            yield return ($"{KeyOf(name)}[{index++}]", item);
        }
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (key, value) in Items(name))
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                texts.Add(value.GetString()!);
            }
            else
            {
                _errors.Add(new ConfigError(key, "must be a string"));
            }
        }

        return texts;
    }

    /// <summary>Reports every key that nobody asked for: a typing error must not silently mean "default".</summary>
    public void RejectUnknownKeys()
    {
        if (_object.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in _object.EnumerateObject())
        {
            if (!_read.Contains(member.Name) && member.Name != "$schema")
            {
                Fail(member.Name, $"unknown key; known here: {string.Join(", ", _read.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        _read.Add(name);
        value = default;
        return _object.ValueKind == JsonValueKind.Object
            && _object.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }

    private string KeyOf(string name) => Path.Length == 0 ? name : Path + "." + name;
}
