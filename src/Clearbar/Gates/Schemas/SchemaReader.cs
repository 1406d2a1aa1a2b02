using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clearbar.Gates.Schemas;

/// <summary>Takes keywords out of one schema object with their types checked, and knows which ones nobody took.</summary>
internal sealed class SchemaReader(JsonElement schema, string path)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Path => path;

    public bool HasAny(params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (schema.TryGetProperty(keyword, out _))
            {
                return true;
            }
        }

        return false;
    }

    public bool IsArray(string keyword) => schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.Array;

    public JsonElement? Take(string keyword)
    {
        _taken.Add(keyword);
        return schema.TryGetProperty(keyword, out var value) ? value : null;
    }

    public JsonElement? TakeArray(string keyword) => TakeOf(keyword, "a list", JsonValueKind.Array);

    public JsonElement? TakeObject(string keyword) => TakeOf(keyword, "an object", JsonValueKind.Object);

    public string? TakeText(string keyword) => TakeOf(keyword, "a string", JsonValueKind.String)?.GetString();

    public bool TakeFlag(string keyword) => TakeOf(keyword, "true or false", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? false;

    public JsonElement? TakeNumber(string keyword)
    {
        var number = TakeOf(keyword, "a number", JsonValueKind.Number);
        return number is { } value && keyword == "multipleOf" && value.GetDouble() <= 0
            ? throw Wrong(keyword, "a number above 0")
            : number;
    }

    public int? TakeCount(string keyword)
    {
        if (TakeOf(keyword, "a whole number from 0", JsonValueKind.Number) is not { } value)
        {
            return null;
        }

        return value.TryGetDecimal(out var count) && count >= 0 && count <= int.MaxValue && count == decimal.Truncate(count)
            ? (int)count
            : throw Wrong(keyword, "a whole number from 0");
    }

    public string[]? TakeNames(string keyword) => TakeArray(keyword) is { } list ? Names(list, keyword) : null;

    public (string Name, string[] Needs)[] TakeNameLists(string keyword) => TakeObject(keyword) is { } map
        ? [.. map.EnumerateObject().Select(member => (member.Name, Names(member.Value, keyword)))]
        : [];

    public JsonTypes Types()
    {
        if (Take("type") is not { } type)
        {
            return JsonTypes.None;
        }

        if (type.ValueKind == JsonValueKind.String)
        {
            return TypeOf(type.GetString()!);
        }

        var types = JsonTypes.None;
        foreach (var name in Names(type, "type"))
        {
            types |= TypeOf(name);
        }

        return types == JsonTypes.None ? throw Wrong("type", "a type name or a list of them") : types;
    }

    /// <summary>Compiles a pattern to an automaton without backtracking, so that no answer can make it slow.</summary>
    public Regex Pattern(string keyword, string pattern)
    {
        if (LinearRegex.TryCompile(pattern, out var regex, out var error))
        {
            return regex;
        }

        throw new SchemaException($"{path}/{keyword} {error}");
    }

    public void RefuseUnread(HashSet<string> annotations)
    {
        foreach (var member in schema.EnumerateObject())
        {
            if (!_taken.Contains(member.Name) && !annotations.Contains(member.Name) && !member.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                throw new SchemaException($"{path} uses \"{member.Name}\", which is not checked here; remove it or express it another way");
            }
        }
    }

    private JsonElement? TakeOf(string keyword, string wanted, JsonValueKind kind, JsonValueKind? other = null) => Take(keyword) is not { } value
        ? null
        : value.ValueKind == kind || value.ValueKind == other ? value : throw Wrong(keyword, wanted);

    private string[] Names(JsonElement list, string keyword) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(keyword, "a list of strings");

    private JsonTypes TypeOf(string name) => name switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.String,
        "array" => JsonTypes.Array,
        "object" => JsonTypes.Object,
        _ => throw Wrong("type", "one of null, boolean, integer, number, string, array, object"),
    };

    private SchemaException Wrong(string keyword, string wanted) => new($"{path}/{keyword} must be {wanted}");
}
