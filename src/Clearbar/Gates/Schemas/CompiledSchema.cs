using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary>
/// A JSON Schema compiled once and applied many times; immutable, safe to share, linear but for the bounded cost of nested choices.
/// Speaks the assertions of draft 2020-12 (https://json-schema.org/draft/2020-12) with local references, and the older spellings
/// <c>definitions</c> and item lists in <c>items</c>. A keyword that would assert something it does not know is an error when the
/// schema is compiled: a gate that ignored it would pass what its owner forbade.
/// </summary>
public sealed class CompiledSchema
{
    private readonly SchemaNode _root;

    private CompiledSchema(SchemaNode root) => _root = root;

    /// <summary>The whole schema's rules, for who judges parts of a value that is still arriving.</summary>
    internal SchemaNode Root => _root;

    /// <summary>Compiles schema text. <paramref name="error"/> says what was wrong, with the place in the schema, and what to change.</summary>
    public static bool TryCompile(string text, [NotNullWhen(true)] out CompiledSchema? schema, [NotNullWhen(false)] out string? error)
    {
        schema = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return TryCompile(document.RootElement, out schema, out error);
        }
        catch (JsonException fault)
        {
            error = $"is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1})";
            return false;
        }
    }

    /// <summary>Compiles a schema already parsed; the element need not outlive the call.</summary>
    public static bool TryCompile(JsonElement element, [NotNullWhen(true)] out CompiledSchema? schema, [NotNullWhen(false)] out string? error)
    {
        try
        {
            if (!StrictJson.IsValid(Encoding.UTF8.GetBytes(element.GetRawText())))
            {
                throw new SchemaException($"holds half a surrogate pair, or nests deeper than {StrictJson.MaxDepth}");
            }

            schema = new CompiledSchema(new SchemaCompiler(element.Clone()).Compile());
            error = null;
            return true;
        }
        catch (SchemaException fault)
        {
            schema = null;
            error = fault.Message;
            return false;
        }
    }

    /// <summary>Validates a value. <paramref name="reason"/> is the first failure, as a path and the keyword that failed there.</summary>
    public GateOutcome Validate(JsonElement value, out string reason)
    {
        var evaluation = default(SchemaEvaluation);
        if (_root.Holds(value, ref evaluation))
        {
            reason = "";
            return GateOutcome.Pass;
        }

        reason = evaluation.GaveUp ? "too complex to decide" : $"{evaluation.Path} {evaluation.Keyword}";
        return evaluation.GaveUp ? GateOutcome.Unsure : GateOutcome.Fail;
    }
}
