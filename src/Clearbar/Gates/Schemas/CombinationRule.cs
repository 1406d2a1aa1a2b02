using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary><c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>not</c> and <c>$ref</c>: how many of the listed schemas must hold.</summary>
internal sealed class CombinationRule(string keyword, SchemaNode[] nodes) : SchemaRule
{
    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        if (keyword is "allOf" or "$ref")
        {
            foreach (var node in nodes)
            {
                if (!node.Holds(value, ref evaluation))
                {
                    return false;
                }
            }

            return true;
        }

        var matches = 0;
        foreach (var node in nodes)
        {
            if (node.Holds(value, ref evaluation))
            {
                matches++;
                if (keyword == "anyOf")
                {
                    break;
                }
            }
        }

        // A schema that gave up counts as not matching, which must not turn into a "not" that holds.
        var holds = !evaluation.GaveUp && keyword switch
        {
            "anyOf" => matches > 0,
            "oneOf" => matches == 1,
            _ => matches == 0,
        };
        return holds || evaluation.Fail(keyword);
    }
}
