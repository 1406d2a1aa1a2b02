using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clearbar.Gates.Schemas;

/// <summary><c>minLength</c>, <c>maxLength</c> (in code points) and <c>pattern</c> of a string. Other types pass.</summary>
internal sealed class TextRule(int minLength, int maxLength, Regex? pattern) : SchemaRule
{
    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return true;
        }

        var text = value.GetString()!;
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            length++;
        }

        if (length < minLength)
        {
            return evaluation.Fail("minLength");
        }

        if (length > maxLength)
        {
            return evaluation.Fail("maxLength");
        }

        return pattern is null || pattern.IsMatch(text) || evaluation.Fail("pattern");
    }
}
