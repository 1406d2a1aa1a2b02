using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary>One assertion of a schema, compiled.</summary>
internal abstract class SchemaRule
{
    /// <summary>True when the rule holds for <paramref name="value"/>; otherwise the evaluation has been told where it failed.</summary>
    public abstract bool Holds(JsonElement value, ref SchemaEvaluation evaluation);
}
