using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary><c>enum</c> and <c>const</c>: the value equals one of the listed ones; numbers compare by value, objects without order.</summary>
internal sealed class ValueRule(string keyword, JsonElement[] allowed) : SchemaRule
{
    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        foreach (var candidate in allowed)
        {
            if (JsonElement.DeepEquals(candidate, value))
            {
                return true;
            }
        }

        return evaluation.Fail(keyword);
    }
}
