using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary>Turns a schema document into rules; one instance per schema.</summary>
internal sealed class SchemaCompiler(JsonElement root)
{
    private const int MaxDepth = 64;

    // Keywords with nothing to assert on an answer. Everything not listed here or read below is refused.
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly",
        "writeOnly", "contentEncoding", "contentMediaType", "strict", "name",
    };

    private readonly Dictionary<string, SchemaNode> _references = new(StringComparer.Ordinal);

    public SchemaNode Compile()
    {
        var node = new SchemaNode();
        _references["#"] = node;
        Fill(node, root, "#", 0);
        return node;
    }

    private SchemaNode Node(JsonElement schema, string path, int depth)
    {
        var node = new SchemaNode();
        Fill(node, schema, path, depth + 1);
        return node;
    }

    private void Fill(SchemaNode node, JsonElement schema, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new SchemaException($"nests deeper than {MaxDepth} at {path}");
        }

        node.Rules = schema.ValueKind switch
        {
            JsonValueKind.True => [],
            JsonValueKind.False => [new NeverRule()],
            JsonValueKind.Object => Rules(new SchemaReader(schema, path), depth),
            _ => throw new SchemaException($"{path} must be a schema: an object, true or false"),
        };
    }

    // Cheap rules first: a wrong type is found before members are walked.
    private SchemaRule[] Rules(SchemaReader reader, int depth)
    {
        var rules = new List<SchemaRule>();
        AddValueRules(rules, reader);
        AddTextRules(rules, reader);
        AddObjectRule(rules, reader, depth);
        AddArrayRule(rules, reader, depth);
        AddCombinations(rules, reader, depth);
        reader.RefuseUnread(Annotations);
        return [.. rules];
    }

    private static void AddValueRules(List<SchemaRule> rules, SchemaReader reader)
    {
        if (reader.Types() is var types and not JsonTypes.None)
        {
            rules.Add(new TypeRule(types));
        }

        if (reader.Take("const") is { } constant)
        {
            rules.Add(new ValueRule("const", [constant]));
        }

        if (reader.TakeArray("enum") is { } values)
        {
            rules.Add(new ValueRule("enum", [.. values.EnumerateArray()]));
        }

        foreach (var keyword in (ReadOnlySpan<string>)["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"])
        {
            if (reader.TakeNumber(keyword) is { } bound)
            {
                rules.Add(new NumberRule(keyword, bound));
            }
        }
    }

    private static void AddTextRules(List<SchemaRule> rules, SchemaReader reader)
    {
        var min = reader.TakeCount("minLength");
        var max = reader.TakeCount("maxLength");
        var pattern = reader.TakeText("pattern");
        if (min is not null || max is not null || pattern is not null)
        {
            rules.Add(new TextRule(min ?? 0, max ?? int.MaxValue, pattern is null ? null : reader.Pattern("pattern", pattern)));
        }

        if (reader.TakeText("format") is { } format && FormatRule.Knows(format))
        {
            rules.Add(new FormatRule(format));
        }
    }

    private void AddObjectRule(List<SchemaRule> rules, SchemaReader reader, int depth)
    {
        if (!reader.HasAny(
            "required", "properties", "patternProperties", "additionalProperties", "propertyNames", "minProperties", "maxProperties",
            "dependentRequired", "dependentSchemas"))
        {
            return;
        }

        rules.Add(new ObjectRule
        {
            Required = reader.TakeNames("required") ?? [],
            MinProperties = reader.TakeCount("minProperties") ?? 0,
            MaxProperties = reader.TakeCount("maxProperties") ?? int.MaxValue,
            Properties = Members(reader, "properties", depth).ToDictionary(pair => pair.Name, pair => pair.Node, StringComparer.Ordinal),
            PatternProperties =
                [.. Members(reader, "patternProperties", depth).Select(pair => (reader.Pattern("patternProperties", pair.Name), pair.Node))],
            AdditionalProperties = Optional(reader, "additionalProperties", depth),
            PropertyNames = Optional(reader, "propertyNames", depth),
            DependentRequired = reader.TakeNameLists("dependentRequired"),
            DependentSchemas = [.. Members(reader, "dependentSchemas", depth)],
        });
    }

    private void AddArrayRule(List<SchemaRule> rules, SchemaReader reader, int depth)
    {
        if (!reader.HasAny("items", "prefixItems", "additionalItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"))
        {
            return;
        }

        // Before 2020-12 a list in "items" was what "prefixItems" is now, and "additionalItems" was the rest.
        var oldList = reader.IsArray("items");
        var prefix = oldList ? "items" : "prefixItems";
        rules.Add(new ArrayRule
        {
            MinItems = reader.TakeCount("minItems") ?? 0,
            MaxItems = reader.TakeCount("maxItems") ?? int.MaxValue,
            UniqueItems = reader.TakeFlag("uniqueItems"),
            PrefixItems = reader.HasAny(prefix) ? List(reader, prefix, depth) : [],
            Items = Optional(reader, oldList ? "additionalItems" : "items", depth),
            Contains = Optional(reader, "contains", depth),
            MinContains = reader.TakeCount("minContains") ?? 1,
            MaxContains = reader.TakeCount("maxContains") ?? int.MaxValue,
        });
    }

    private void AddCombinations(List<SchemaRule> rules, SchemaReader reader, int depth)
    {
        if (reader.TakeText("$ref") is { } reference)
        {
            rules.Add(new CombinationRule("$ref", [Referred(reference, reader.Path)]));
        }

        foreach (var keyword in (ReadOnlySpan<string>)["allOf", "anyOf", "oneOf"])
        {
            if (reader.HasAny(keyword))
            {
                rules.Add(new CombinationRule(keyword, List(reader, keyword, depth)));
            }
        }

        if (Optional(reader, "not", depth) is { } not)
        {
            rules.Add(new CombinationRule("not", [not]));
        }

        var then = Optional(reader, "then", depth);
        var otherwise = Optional(reader, "else", depth);
        if (Optional(reader, "if", depth) is { } condition)
        {
            rules.Add(new ConditionRule(condition, then, otherwise));
        }
    }

    private SchemaNode? Optional(SchemaReader reader, string keyword, int depth) =>
        reader.Take(keyword) is { } schema ? Node(schema, $"{reader.Path}/{keyword}", depth) : null;

    private SchemaNode[] List(SchemaReader reader, string keyword, int depth)
    {
        var list = reader.TakeArray(keyword)!.Value;
        var nodes = new SchemaNode[list.GetArrayLength()];
        for (var index = 0; index < nodes.Length; index++)
        {
            nodes[index] = Node(list[index], $"{reader.Path}/{keyword}/{index}", depth);
        }

        return nodes;
    }

    private List<(string Name, SchemaNode Node)> Members(SchemaReader reader, string keyword, int depth)
    {
        var members = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        if (reader.TakeObject(keyword) is { } map)
        {
            foreach (var member in map.EnumerateObject())
            {
                members[member.Name] = Node(member.Value, $"{reader.Path}/{keyword}/{member.Name}", depth);
            }
        }

        return [.. members.Select(pair => (pair.Key, pair.Value))];
    }

    // A reference is "#" or a JSON pointer inside this document (RFC 6901); fetching another document while judging is out of the question.
    private SchemaNode Referred(string reference, string path)
    {
        if (_references.TryGetValue(reference, out var known))
        {
            return known;
        }

        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new SchemaException($"{path} refers to \"{reference}\"; only references inside the schema (\"#/$defs/name\") can be used");
        }

        var target = root;
        foreach (var raw in reference[2..].Split('/'))
        {
            var segment = Uri.UnescapeDataString(raw).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var found = target.ValueKind switch
            {
                JsonValueKind.Object => target.TryGetProperty(segment, out target),
                JsonValueKind.Array => int.TryParse(segment, out var index) && index >= 0 && index < target.GetArrayLength()
                    && (target = target[index]).ValueKind != JsonValueKind.Undefined,
                _ => false,
            };
            if (!found)
            {
                throw new SchemaException($"{path} refers to \"{reference}\", which is not in the schema");
            }
        }

        var node = new SchemaNode();
        _references[reference] = node;
        Fill(node, target, reference, 0);
        return node;
    }
}
