using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary>A compiled schema: a list of rules that must all hold. Empty is the schema <c>true</c>.</summary>
internal sealed class SchemaNode
{
    /// <summary>Filled once by the compiler after the node is known, because schemas may refer to themselves.</summary>
    public SchemaRule[] Rules { get; set; } = [];

    public bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        if (++evaluation.Depth > SchemaEvaluation.MaxDepth || ++evaluation.Steps > SchemaEvaluation.MaxSteps)
        {
            evaluation.GaveUp = true;
        }

        var holds = true;
        foreach (var rule in Rules)
        {
            if (evaluation.GaveUp)
            {
                holds = evaluation.Fail("too complex");
                break;
            }

            if (!rule.Holds(value, ref evaluation))
            {
                holds = false;
                break;
            }
        }

        evaluation.Depth--;
        return holds;
    }
}
