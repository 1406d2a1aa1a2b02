using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Prompts;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>
/// Invents a JSON value that obeys a JSON Schema, decided by a seed.
/// </summary>
/// <remarks>
/// Understood (JSON Schema 2020-12, the part structured output takes): const, enum, type (also a list), properties, required, items,
/// prefixItems, minItems, maxItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, format, anyOf,
/// oneOf, allOf, <c>$ref</c> inside the document. Not understood: pattern, not, if/then/else, uniqueItems; such a constraint is not obeyed.
/// Optional properties appear in about half of the answers.
/// </remarks>
internal sealed class SchemaInstance
{
    /// <summary>Beyond this depth only what is required is written; beyond twice of it the schema is refused as endless.</summary>
    private const int PlainDepth = 8;

    private readonly JsonElement _root;
    private readonly SeededDraws _draws;
    private readonly Utf8JsonWriter _writer;

    private SchemaInstance(JsonElement root, SeededDraws draws, Utf8JsonWriter writer)
    {
        _root = root;
        _draws = draws;
        _writer = writer;
    }

    /// <summary>Returns the JSON text of an instance.</summary>
    /// <exception cref="RequestRejectedException">The schema cannot end or names a definition that is not there.</exception>
    public static string Write(JsonElement schema, SeededDraws draws)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new SchemaInstance(schema, draws, writer).WriteValue(schema, 0);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteValue(JsonElement schema, int depth)
    {
        if (depth > 2 * PlainDepth)
        {
            throw new RequestRejectedException("output_config.format.schema: Recursive schemas are not supported.");
        }

        schema = Resolve(schema);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            _writer.WriteStringValue("emulated");
            return;
        }

        if (schema.TryGetProperty("const"u8, out var constant))
        {
            constant.WriteTo(_writer);
        }
        else if (schema.TryGetProperty("enum"u8, out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0)
        {
            values[_draws.Below(values.GetArrayLength())].WriteTo(_writer);
        }
        else if (Alternatives(schema) is { } alternatives)
        {
            var index = depth >= PlainDepth ? 0 : _draws.Below(alternatives.GetArrayLength());
            WriteValue(alternatives[index], depth + 1);
        }
        else
        {
            WriteTyped(schema, depth);
        }
    }

    private static JsonElement? Alternatives(JsonElement schema)
    {
        foreach (var name in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
            {
                return list;
            }
        }

        return null;
    }

    private void WriteTyped(JsonElement schema, int depth)
    {
        switch (TypeOf(schema))
        {
            case "object":
                WriteObject(schema, depth);
                break;
            case "array":
                WriteArray(schema, depth);
                break;
            case "integer":
                _writer.WriteNumberValue(SchemaNumber.Integer(schema, _draws));
                break;
            case "number":
                _writer.WriteNumberValue(SchemaNumber.Number(schema, _draws));
                break;
            case "boolean":
                _writer.WriteBooleanValue(_draws.Below(2) == 1);
                break;
            case "null":
                _writer.WriteNullValue();
                break;
            default:
                _writer.WriteStringValue(SchemaText.Write(schema, _draws));
                break;
        }
    }

    private string TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("type"u8, out var type))
        {
            if (type.ValueKind == JsonValueKind.String)
            {
                return type.GetString()!;
            }

            if (type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 0)
            {
                return type[_draws.Below(type.GetArrayLength())].GetString() ?? "string";
            }
        }

        return schema.TryGetProperty("properties"u8, out _) || schema.TryGetProperty("allOf"u8, out _) ? "object"
            : schema.TryGetProperty("items"u8, out _) ? "array"
            : "string";
    }

    /// <summary>Writes the members of a schema and of its <c>allOf</c> parts as one object; each name once.</summary>
    private void WriteObject(JsonElement schema, int depth)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        _writer.WriteStartObject();
        WriteMembers(schema, depth, written);
        _writer.WriteEndObject();
    }

    private void WriteMembers(JsonElement schema, int depth, HashSet<string> written)
    {
        schema = Resolve(schema);
        if (schema.TryGetProperty("allOf"u8, out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in parts.EnumerateArray())
            {
                WriteMembers(part, depth + 1, written);
            }
        }

        var hasProperties = schema.TryGetProperty("properties"u8, out var properties) && properties.ValueKind == JsonValueKind.Object;
        if (hasProperties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                var wanted = IsRequired(schema, property.Name) || (depth < PlainDepth && _draws.Below(2) == 1);
                if (wanted && written.Add(property.Name))
                {
                    _writer.WritePropertyName(property.Name);
                    WriteValue(property.Value, depth + 1);
                }
            }
        }

        WriteUndescribed(schema, written);
    }

    /// <summary>A required name without a description may hold anything.</summary>
    private void WriteUndescribed(JsonElement schema, HashSet<string> written)
    {
        if (!schema.TryGetProperty("required"u8, out var required) || required.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var name in required.EnumerateArray())
        {
            if (name.GetString() is { } text && written.Add(text))
            {
                _writer.WriteString(text, "emulated");
            }
        }
    }

    private static bool IsRequired(JsonElement schema, string name)
    {
        if (schema.TryGetProperty("required"u8, out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var candidate in required.EnumerateArray())
            {
                if (candidate.ValueKind == JsonValueKind.String && candidate.ValueEquals(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void WriteArray(JsonElement schema, int depth)
    {
        var minimum = (int)(SchemaNumber.Limit(schema, "minItems"u8) ?? 0);
        var maximum = (int)Math.Min(SchemaNumber.Limit(schema, "maxItems"u8) ?? (minimum + 2), minimum + 3);
        var count = depth >= PlainDepth ? minimum : minimum + _draws.Below(Math.Max(1, maximum - minimum + 1));
        var hasPrefix = schema.TryGetProperty("prefixItems"u8, out var prefix) && prefix.ValueKind == JsonValueKind.Array;
        var hasItems = schema.TryGetProperty("items"u8, out var items) && items.ValueKind == JsonValueKind.Object;
        _writer.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            if (hasPrefix && i < prefix.GetArrayLength())
            {
                WriteValue(prefix[i], depth + 1);
            }
            else if (hasItems)
            {
                WriteValue(items, depth + 1);
            }
            else if (!hasPrefix)
            {
                _writer.WriteStringValue("emulated");
            }
        }

        _writer.WriteEndArray();
    }

    /// <summary>Follows <c>{"$ref":"#/a/b"}</c> (RFC 6901) until a schema that describes itself.</summary>
    private JsonElement Resolve(JsonElement schema)
    {
        for (var hops = 0; schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref"u8, out var reference); hops++)
        {
            var path = reference.GetString() ?? "";
            if (hops > PlainDepth || !path.StartsWith('#'))
            {
                throw new RequestRejectedException(
                    $"output_config.format.schema: '$ref' to '{path}' is not supported; use a definition of this document.");
            }

            schema = _root;
            foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries).AsSpan(1))
            {
                var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
                if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty(name, out schema))
                {
                    throw new RequestRejectedException($"output_config.format.schema: '$ref' names '{path}', which is not in the schema.");
                }
            }
        }

        return schema;
    }
}
