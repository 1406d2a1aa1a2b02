using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clearbar.Gates.Schemas;

/// <summary>Everything a schema says about an object's members. Other types pass.</summary>
internal sealed class ObjectRule : SchemaRule
{
    /// <summary>Path segment of a member whose name the schema does not spell; the name itself is the model's text.</summary>
    private const string Unnamed = "*";

    public string[] Required { get; init; } = [];

    public int MinProperties { get; init; }

    public int MaxProperties { get; init; } = int.MaxValue;

    public Dictionary<string, SchemaNode> Properties { get; init; } = [];

    public (Regex Pattern, SchemaNode Node)[] PatternProperties { get; init; } = [];

    public SchemaNode? AdditionalProperties { get; init; }

    public SchemaNode? PropertyNames { get; init; }

    public (string Name, string[] Needs)[] DependentRequired { get; init; } = [];

    public (string Name, SchemaNode Node)[] DependentSchemas { get; init; } = [];

    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        foreach (var name in Required)
        {
            if (!value.TryGetProperty(name, out _))
            {
                return evaluation.FailAt(name, "required");
            }
        }

        var count = value.GetPropertyCount();
        if (count < MinProperties)
        {
            return evaluation.Fail("minProperties");
        }

        if (count > MaxProperties)
        {
            return evaluation.Fail("maxProperties");
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!MemberHolds(member, ref evaluation))
            {
                return false;
            }
        }

        return DependentsHold(value, ref evaluation);
    }

    private bool MemberHolds(JsonProperty member, ref SchemaEvaluation evaluation)
    {
        var name = member.Name;
        var known = false;
        if (Properties.TryGetValue(name, out var node))
        {
            known = true;
            if (!node.Holds(member.Value, ref evaluation))
            {
                return evaluation.Under(name);
            }
        }

        foreach (var (pattern, patterned) in PatternProperties)
        {
            if (!pattern.IsMatch(name))
            {
                continue;
            }

            known = true;
            if (!patterned.Holds(member.Value, ref evaluation))
            {
                return evaluation.Under(Unnamed);
            }
        }

        if (!known && AdditionalProperties is not null && !AdditionalProperties.Holds(member.Value, ref evaluation))
        {
            return evaluation.GaveUp ? evaluation.Under(Unnamed) : evaluation.FailAt(Unnamed, "additionalProperties");
        }

        return PropertyNames is null || NameHolds(name, ref evaluation);
    }

    private bool NameHolds(string name, ref SchemaEvaluation evaluation)
    {
        // A name is a string to its schema; only an element can be asked, so the name becomes one.
        using var document = JsonSerializer.SerializeToDocument(name);
        return PropertyNames!.Holds(document.RootElement, ref evaluation) || evaluation.FailAt(Unnamed, "propertyNames");
    }

    private bool DependentsHold(JsonElement value, ref SchemaEvaluation evaluation)
    {
        foreach (var (name, needs) in DependentRequired)
        {
            if (!value.TryGetProperty(name, out _))
            {
                continue;
            }

            foreach (var need in needs)
            {
                if (!value.TryGetProperty(need, out _))
                {
                    return evaluation.FailAt(need, "dependentRequired");
                }
            }
        }

        foreach (var (name, node) in DependentSchemas)
        {
            if (value.TryGetProperty(name, out _) && !node.Holds(value, ref evaluation))
            {
                return false;
            }
        }

        return true;
    }
}
