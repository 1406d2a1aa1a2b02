using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Clearbar.Gates.Schemas;
using Clearbar.Gates.Streaming;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary><c>schema</c>: the answer's JSON, or every call of a named tool, obeys a JSON Schema.</summary>
public sealed class SchemaGate : IWatchingGate
{
    private readonly CompiledSchema _schema;
    private readonly string? _tool;

    private SchemaGate(CompiledSchema schema, string? tool)
    {
        _schema = schema;
        _tool = tool;
    }

    public string Name => "schema";

    public GateCost Cost => GateCost.Schema;

    /// <summary>Compiles the gate from schema text, for example the output schema a request brought along.</summary>
    /// <param name="schemaText">A JSON Schema; see <see cref="CompiledSchema"/> for what it may say.</param>
    /// <param name="tool">Tool whose input is judged instead of the text; null for the text.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="error">What is wrong with the schema.</param>
    public static bool TryCreate(
        string schemaText,
        string? tool,
        [NotNullWhen(true)] out SchemaGate? gate,
        [NotNullWhen(false)] out string? error)
    {
        gate = CompiledSchema.TryCompile(schemaText, out var schema, out error) ? new SchemaGate(schema, tool) : null;
        return gate is not null;
    }

    internal static bool TryCreate(
        JsonElement schemaElement,
        string? tool,
        [NotNullWhen(true)] out SchemaGate? gate,
        [NotNullWhen(false)] out string? error)
    {
        gate = CompiledSchema.TryCompile(schemaElement, out var schema, out error) ? new SchemaGate(schema, tool) : null;
        return gate is not null;
    }

    public GateWatch? Watch() => _tool is null ? new SchemaWatch(_schema.Root) : null;

    public GateVerdict Check(GateInput input)
    {
        if (_tool is null)
        {
            return Judge(input.Json());
        }

        var verdict = Judge(new JsonReading(JsonStatus.ToolNotCalled, default, default));
        var calls = input.Answer.ToolCalls;
        for (var call = 0; call < calls.Count; call++)
        {
            if (string.Equals(calls[call].Name, _tool, StringComparison.Ordinal))
            {
                verdict = Judge(input.JsonOfCall(call));
                if (!verdict.Passed)
                {
                    break;
                }
            }
        }

        return verdict;
    }

    private GateVerdict Judge(JsonReading reading)
    {
        if (!reading.HasValue)
        {
            return GateVerdict.Fail(Name, $"schema: {reading.Why}");
        }

        return _schema.Validate(reading.Value, out var reason) switch
        {
            GateOutcome.Pass => GateVerdict.Pass(Name),
            GateOutcome.Fail => GateVerdict.Fail(Name, $"schema: {reason}"),
            _ => GateVerdict.Unsure(Name, $"schema: {reason}"),
        };
    }
}
