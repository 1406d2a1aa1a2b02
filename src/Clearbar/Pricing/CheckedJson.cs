using System.Globalization;
using System.Text.Json;

namespace Clearbar.Pricing;

/// <summary>
/// A JSON value with its key path. Reading a wrong value records an error under that path and goes on with a default, so that one pass over
/// a file reports everything that is wrong with it.
/// </summary>
internal readonly struct CheckedJson(JsonElement element, string path, List<string> errors)
{
    public string Path => path;

    public void Fail(string what) => errors.Add($"{(path.Length == 0 ? "the file" : path)}: {what}");

    /// <summary>The member, or a failed empty object when it is absent or not an object.</summary>
    public CheckedJson Object(string key)
    {
        if (TryMember(key, out var member) && member.Kind == JsonValueKind.Object)
        {
            return member;
        }

        Child(key).Fail("must be an object");
        return new CheckedJson(default, Join(key), []);
    }

    /// <summary>The member when it is present and not null.</summary>
    public bool TryMember(string key, out CheckedJson member)
    {
        if (Kind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            member = new CheckedJson(value, Join(key), errors);
            return true;
        }

        member = default;
        return false;
    }

    /// <summary>Records an error for every member not named here: a misspelt key must not pass as an absent one.</summary>
    public void AllowOnly(params ReadOnlySpan<string> keys)
    {
        if (Kind != JsonValueKind.Object)
        {
            Fail("must be an object");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!keys.Contains(property.Name))
            {
                Child(property.Name).Fail($"is not a known key; known are {string.Join(", ", keys)}");
            }
        }
    }

    public List<CheckedJson> Items(string key)
    {
        var items = new List<CheckedJson>();
        if (!TryMember(key, out var member) || member.Kind != JsonValueKind.Array)
        {
            Child(key).Fail("must be an array");
            return items;
        }

        foreach (var item in member.Element.EnumerateArray())
        {
            items.Add(new CheckedJson(item, $"{member.Path}[{items.Count}]", errors));
        }

        return items;
    }

    public List<KeyValuePair<string, CheckedJson>> Members(string key)
    {
        var members = new List<KeyValuePair<string, CheckedJson>>();
        var parent = Object(key);
        if (parent.Kind == JsonValueKind.Object)
        {
            foreach (var property in parent.Element.EnumerateObject())
            {
                var child = new CheckedJson(property.Value, parent.Join(property.Name), errors);
                members.Add(KeyValuePair.Create(property.Name, child));
            }
        }

        return members;
    }

    public string Text(string key)
    {
        if (TryMember(key, out var member))
        {
            return member.AsText();
        }

        Child(key).Fail("is missing; a text is expected");
        return "";
    }

    public string? TextOrNull(string key) => TryMember(key, out var member) ? member.AsText() : null;

    public List<string> Texts(string key)
    {
        var items = Items(key);
        var texts = new List<string>(items.Count);
        foreach (var item in items)
        {
            texts.Add(item.AsText());
        }

        return texts;
    }

    public bool Flag(string key)
    {
        if (TryMember(key, out var member) && member.Kind is JsonValueKind.True or JsonValueKind.False)
        {
            return member.Kind == JsonValueKind.True;
        }

        Child(key).Fail("must be true or false");
        return false;
    }

    public int Count(string key) => CountOrNull(key) ?? MissingCount(key);

    public int? CountOrNull(string key)
    {
        if (!TryMember(key, out var member))
        {
            return null;
        }

        if (member.Kind == JsonValueKind.Number && member.Element.TryGetInt32(out var count) && count >= 0)
        {
            return count;
        }

        member.Fail("must be a whole number, 0 or more");
        return 0;
    }

    /// <summary>A decimal string, never a JSON number: numbers invite binary floating point somewhere on their way.</summary>
    public decimal Amount(string key)
    {
        if (TryMember(key, out var member))
        {
            return member.AsAmount();
        }

        Child(key).Fail("is missing; a decimal string such as \"3.75\" is expected");
        return 0;
    }

    public decimal? AmountOrNull(string key) => TryMember(key, out var member) ? member.AsAmount() : null;

    public DateOnly Date(string key)
    {
        if (DateOrNull(key) is { } date)
        {
            return date;
        }

        Child(key).Fail("is missing; a date such as \"2026-05-29\" is expected");
        return DateOnly.MinValue;
    }

    public DateOnly? DateOrNull(string key)
    {
        if (!TryMember(key, out var member))
        {
            return null;
        }

        if (DateOnly.TryParseExact(member.AsText(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        member.Fail("must be a date such as \"2026-05-29\"");
        return DateOnly.MinValue;
    }

    public bool Has(string key) => Kind == JsonValueKind.Object && element.TryGetProperty(key, out _);

    public CheckedJson Child(string key) => new(default, Join(key), errors);

    public decimal AsAmount()
    {
        if (Kind == JsonValueKind.String
            && decimal.TryParse(element.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return amount;
        }

        Fail("must be a decimal string such as \"3.75\", not negative and without exponent");
        return 0;
    }

    public string AsText()
    {
        if (Kind == JsonValueKind.String && element.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        Fail("must be a text that is not empty");
        return "";
    }

    internal JsonElement Element => element;

    internal JsonValueKind Kind => element.ValueKind;

    private int MissingCount(string key)
    {
        Child(key).Fail("is missing; a whole number is expected");
        return 0;
    }

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
