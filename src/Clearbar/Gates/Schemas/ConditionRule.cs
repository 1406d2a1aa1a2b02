using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary><c>if</c> with <c>then</c> and <c>else</c>.</summary>
internal sealed class ConditionRule(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : SchemaRule
{
    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        var branch = condition.Holds(value, ref evaluation) ? then : otherwise;
        return !evaluation.GaveUp && (branch is null || branch.Holds(value, ref evaluation));
    }
}
