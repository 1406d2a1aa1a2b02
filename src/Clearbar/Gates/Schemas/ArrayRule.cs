using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary>Everything a schema says about an array's length and items. Other types pass.</summary>
internal sealed class ArrayRule : SchemaRule
{
    public int MinItems { get; init; }

    public int MaxItems { get; init; } = int.MaxValue;

    public bool UniqueItems { get; init; }

    public SchemaNode[] PrefixItems { get; init; } = [];

    public SchemaNode? Items { get; init; }

    public SchemaNode? Contains { get; init; }

    public int MinContains { get; init; } = 1;

    public int MaxContains { get; init; } = int.MaxValue;

    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var length = value.GetArrayLength();
        if (length < MinItems)
        {
            return evaluation.Fail("minItems");
        }

        if (length > MaxItems)
        {
            return evaluation.Fail("maxItems");
        }

        return ItemsHold(value, ref evaluation) && ContainsHolds(value, ref evaluation) && (!UniqueItems || AreUnique(value, ref evaluation));
    }

    private bool ItemsHold(JsonElement value, ref SchemaEvaluation evaluation)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var node = index < PrefixItems.Length ? PrefixItems[index] : Items;
            if (node is not null && !node.Holds(item, ref evaluation))
            {
                return evaluation.Under(index);
            }

            index++;
        }

        return true;
    }

    private bool ContainsHolds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        if (Contains is null)
        {
            return true;
        }

        var count = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Contains.Holds(item, ref evaluation))
            {
                count++;
            }
        }

        return (count >= MinContains || evaluation.Fail("contains")) && (count <= MaxContains || evaluation.Fail("maxContains"));
    }

    private static bool AreUnique(JsonElement value, ref SchemaEvaluation evaluation)
    {
        var items = value.EnumerateArray().ToArray();
        for (var left = 0; left < items.Length; left++)
        {
            for (var right = left + 1; right < items.Length; right++)
            {
                if (++evaluation.Steps > SchemaEvaluation.MaxSteps)
                {
                    evaluation.GaveUp = true;
                    return evaluation.Fail("too complex");
                }

                if (JsonElement.DeepEquals(items[left], items[right]))
                {
                    return evaluation.Fail("uniqueItems");
                }
            }
        }

        return true;
    }
}
