using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary>The schema <c>false</c>.</summary>
internal sealed class NeverRule : SchemaRule
{
    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation) => evaluation.Fail("false");
}
